package io.kindling.spark.allreduce.transport;

import static io.kindling.spark.internals.network.Caller.below;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.Warnings;
import io.kindling.spark.wire.WireFormat;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportResponseHandler;
import org.apache.spark.network.protocol.RpcFailure;
import org.apache.spark.network.protocol.RpcResponse;
import org.apache.spark.network.protocol.StreamResponse;
import org.apache.spark.network.server.TransportChannelHandler;
import org.apache.spark.network.server.TransportRequestHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A member that has said hello and then sends what no member sends: the gang goes on, or ends and
 * says why, soon and without filling memory or log. The step's timeout is longer than the tests, so
 * that it ends none of the waits.
 */
final class FaithlessMemberTest {
  private static final GangOptions OPTIONS =
      GangOptions.defaults()
          .withChunkElements(500)
          .withSilenceTimeout(Duration.ofMinutes(20))
          .withStepTimeout(Duration.ofMinutes(20));

  private static final int LENGTH = 3000;
  private static final int FAITHLESS = 2;

  private static Void allReduce(SliceExchange exchange) {
    exchange.submit(Collective.ALL_REDUCE, new float[LENGTH], 0, LENGTH, 1.0).await();
    return null;
  }

  /** The faithless member takes part, too, so that what is ignored lets the sum come out. */
  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void whateverAMemberSendsTheGangGoesOnOrEnds(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    // Half a message swallows what comes after it, until nothing has been heard for too long.
    GangOptions options =
        OPTIONS.withSharedMemory(random.nextBoolean()).withSilenceTimeout(Duration.ofSeconds(5));
    try (Logs logs = new Logs();
        GangOfThreads gang = new GangOfThreads(3, options)) {
      List<Future<Void>> running = new ArrayList<>();
      boolean early = random.nextBoolean();
      for (int rank = 0; early && rank < FAITHLESS; rank++) {
        running.add(gang.start(rank, FaithlessMemberTest::allReduce));
      }
      for (int i = random.nextInt(1, 8); i > 0; i--) {
        send(random, gang.gang(FAITHLESS).peers().get(random.nextInt(FAITHLESS)));
      }
      for (int rank = running.size(); rank <= FAITHLESS; rank++) {
        running.add(gang.start(rank, FaithlessMemberTest::allReduce));
      }
      for (Future<Void> each : running) {
        try {
          GangOfThreads.get(each);
        } catch (ExchangeException e) {
          assertFalse(e.getMessage().isBlank());
        }
      }
      logs.check();
    }
  }

  private static void send(SplittableRandom random, Peer to) {
    TransportClient client = below(to.connection());
    Channel channel = client.getChannel();
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> client.send(message(random, to));
      case 3 -> client.sendRpc(message(random, to), new Ignore());
      case 4 ->
          client.uploadStream(
              new NioManagedBuffer(message(random, to)),
              new NioManagedBuffer(noise(random, random.nextInt(3000))),
              new Ignore());
      case 5 -> {
        ByteBuffer raw = noise(random, random.nextInt(8, 200));
        if (random.nextBoolean()) {
          raw.putLong(0, random.nextLong(9, 300)); // a length that Spark's decoder takes
        }
        channel.writeAndFlush(Unpooled.wrappedBuffer(raw));
      }
      case 6 -> channel.writeAndFlush(new RpcFailure(random.nextLong(), "no"));
      default -> {
        var body = new NioManagedBuffer(noise(random, 20));
        channel.writeAndFlush(
            random.nextBoolean()
                ? new RpcResponse(random.nextLong(), body)
                : new StreamResponse("x", 20, body));
      }
    }
  }

  /** A frame with whatever in its fields, one with wrong bytes, or noise. */
  private static ByteBuffer message(SplittableRandom random, Peer to) {
    if (random.nextInt(8) == 0) {
      return noise(random, random.nextInt(120));
    }
    ByteBuffer frame = Frame.encode(FAITHLESS, to.gang(), frame(random));
    if (random.nextInt(3) == 0) {
      int at = random.nextInt(frame.limit());
      frame.put(at, (byte) random.nextInt());
    }
    return frame;
  }

  private static Frame frame(SplittableRandom random) {
    Frame.Data data =
        new Frame.Data(
            number(random), random.nextBoolean(), (int) number(random), (int) number(random));
    int from = random.nextInt(LENGTH);
    Frame.Shape shape =
        random.nextBoolean()
            ? new Frame.Shape(Collective.ALL_REDUCE, WireFormat.FLOAT32, new Slice(0, LENGTH), 500)
            : new Frame.Shape(
                Collective.values()[random.nextInt(Collective.values().length)],
                WireFormat.values()[random.nextInt(WireFormat.values().length)],
                new Slice(from, from + random.nextInt(LENGTH)),
                random.nextInt(1, Integer.MAX_VALUE));
    return switch (random.nextInt(10)) {
      case 0 -> new Frame.Hello((int) number(random));
      case 1, 2 -> new Frame.Open(number(random), shape, new double[random.nextInt(3)]);
      case 3 -> data;
      case 4 -> new Frame.Ping();
      case 5 -> new Frame.Abort((int) number(random), "power\ncut");
      case 6 -> new Frame.Bye();
      case 7 ->
          new Frame.Offer(
              random.nextBoolean() ? "kindling-" + "0".repeat(32) : "../../etc/passwd",
              random.nextInt(1, Integer.MAX_VALUE),
              random.nextInt(1, Integer.MAX_VALUE));
      case 8 -> new Frame.Answer(random.nextBoolean());
      default ->
          random.nextBoolean()
              ? new Frame.Shared(data, (int) number(random))
              : new Frame.Taken((int) number(random));
    };
  }

  /** Often one that is due, or a border. */
  private static long number(SplittableRandom random) {
    long[] usual = {0, 0, 1, 2, 500, 1000, LENGTH, -1, Integer.MAX_VALUE, Long.MIN_VALUE};
    int which = random.nextInt(usual.length + 1);
    return which < usual.length ? usual[which] : random.nextLong();
  }

  private static ByteBuffer noise(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static void assertEnds(String why, GangOfThreads gang, Runnable act) {
    // Cut off, it does not tell the others that they were lost.
    gang.gang(FAITHLESS).peers().forEach(Peer::leave);
    List<Future<Void>> running =
        List.of(
            gang.start(0, FaithlessMemberTest::allReduce),
            gang.start(1, FaithlessMemberTest::allReduce));
    act.run();
    for (Future<Void> each : running) {
      ExchangeException failure =
          assertThrows(ExchangeException.class, () -> GangOfThreads.get(each));
      assertTrue(failure.getMessage().contains(why), failure.getMessage());
      assertEquals(FAITHLESS, failure.culprit().orElse(-1), failure.getMessage());
    }
  }

  private static Peer first(GangOfThreads gang) {
    return gang.gang(FAITHLESS).peers().get(0);
  }

  private static void send(GangOfThreads gang, Frame... frames) {
    for (Frame frame : frames) {
      Peer to = first(gang);
      below(to.connection()).send(Frame.encode(FAITHLESS, to.gang(), frame));
    }
  }

  @Test
  @Timeout(120)
  void aMemberThatFillsTheMemoryIsCutOff() {
    try (GangOfThreads gang = new GangOfThreads(3, OPTIONS)) {
      byte[] megabyte = new byte[1 << 20];
      ByteBuffer.wrap(megabyte).putLong(2_000_000_000L); // announces a message of 2 GB
      Channel channel = below(first(gang).connection()).getChannel();
      assertEnds(
          "its connection closed",
          gang,
          () -> {
            for (int i = 0; i < 50 && channel.isActive(); i++) {
              channel.writeAndFlush(Unpooled.wrappedBuffer(megabyte)).awaitUninterruptibly(1000);
            }
          });
      assertFalse(channel.isActive());
    }
  }

  @Test
  @Timeout(120)
  void aMemberThatBeginsEverythingIsCutOff() {
    try (GangOfThreads gang = new GangOfThreads(3, OPTIONS)) {
      var shape =
          new Frame.Shape(Collective.ALL_REDUCE, WireFormat.FLOAT32, new Slice(0, LENGTH), 500);
      assertEnds(
          "collectives ahead",
          gang,
          () -> {
            for (int i = 1; i < 400; i++) {
              send(gang, new Frame.Open(i, shape, new double[Frame.MAX_SCALARS]));
            }
          });
    }
  }

  @Test
  @Timeout(120)
  void aMemberThatBeginsAndLeavesIsNamed() {
    try (GangOfThreads gang = new GangOfThreads(3, OPTIONS)) {
      var shape =
          new Frame.Shape(Collective.ALL_REDUCE, WireFormat.FLOAT32, new Slice(0, LENGTH), 500);
      Frame.Open open = new Frame.Open(0, shape, new double[1]);
      assertEnds("has left the gang", gang, () -> send(gang, open, new Frame.Bye()));
    }
  }

  @Test
  @Timeout(120)
  void whatIsOutOfPlaceEndsTheGang() {
    Frame.Data data = new Frame.Data(0, false, 0, 500);
    List<Frame> wrong =
        new ArrayList<>(List.of(new Frame.Hello(3), data, new Frame.Shared(data, 77)));
    if (SharedMemory.isAvailable()) {
      wrong.add(new Frame.Offer("kindling-x", 4, 2000)); // a second one
    }
    for (Frame frame : wrong) {
      try (GangOfThreads gang = new GangOfThreads(3, OPTIONS)) {
        assertEnds("rank 2", gang, () -> send(gang, frame));
      }
    }
    try (GangOfThreads gang = new GangOfThreads(3, OPTIONS)) {
      assertEnds(
          "no message", gang, () -> below(first(gang).connection()).send(ByteBuffer.allocate(40)));
    }
  }

  /** What Spark and netty log by themselves, often with a stack trace. */
  private static final class Logs implements AutoCloseable {
    private static final int CHUNKS = LENGTH / OPTIONS.chunkElements();
    private static final int MOST_LINES = CHUNKS + 4;

    private final List<Warnings> all =
        List.of(
            Warnings.of(TransportChannelHandler.class),
            Warnings.of(TransportRequestHandler.class),
            Warnings.of(TransportResponseHandler.class),
            Warnings.of("io.netty.channel.DefaultChannelPipeline"),
            Warnings.of("io.netty.util.concurrent.SingleThreadEventExecutor"));

    void check() {
      List<String> lines = all.stream().flatMap(each -> each.lines().stream()).toList();
      lines = lines.stream().filter(line -> !line.contains(": bad frame from ")).toList();
      // Of a connection that closes while something is on its way, a line for each chunk.
      assertTrue(lines.size() <= MOST_LINES, lines::toString);
    }

    @Override
    public void close() {
      all.forEach(Warnings::close);
    }
  }

  private static final class Ignore implements RpcResponseCallback {
    @Override
    public void onSuccess(ByteBuffer response) {}

    @Override
    public void onFailure(Throwable cause) {}
  }
}
