package io.kindling.spark.allreduce.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.internals.network.BadFrames;
import io.kindling.spark.internals.network.Caller;
import io.kindling.spark.internals.network.ExecutorNetwork;
import io.kindling.spark.testing.Warnings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.SparkConf;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.TransportChannelHandler;
import org.apache.spark.network.server.TransportRequestHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strangers on a worker's port: refused, and no worker is the worse for it. */
@Timeout(120)
final class GangSecurityTest {
  private static final GangOptions OPTIONS =
      GangOptions.defaults().withChunkElements(3000).withJoinTimeout(Duration.ofSeconds(20));

  private static final long ANSWER_MILLIS = 30_000;

  private static SparkConf secured(Map<String, String> settings) {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.app.id", "app-test")
            .set("spark.authenticate", "true")
            .set("spark.authenticate.secret", "a secret of this test");
    settings.forEach(conf::set);
    return conf;
  }

  private static SparkConf encrypted() {
    return secured(Map.of("spark.network.crypto.enabled", "true"));
  }

  private static void assertSums(GangOfThreads gang) {
    int length = 100_003;
    List<float[]> got =
        gang.run(
            exchange -> {
              float[] values = TransportExchangeTest.numbers(exchange.rank(), length);
              exchange.allReduce(values, 0, length);
              return values;
            });
    float[] want = TransportExchangeTest.sum(gang.size(), length);
    got.forEach(values -> assertArrayEquals(want, values));
  }

  private static void assertSumsUnder(Map<String, String> settings) {
    try (GangOfThreads gang = new GangOfThreads(3, OPTIONS, secured(settings), 0)) {
      assertSums(gang);
      assertSums(gang);
      boolean plain = settings.isEmpty() && SharedMemory.isAvailable();
      ExchangeTraffic traffic = gang.gang(0).traffic();
      assertEquals(plain ? traffic.bytesSent() : 0, traffic.bytesShared());
    }
  }

  @Test
  void exchangesWithAuthentication() {
    assertSumsUnder(Map.of());
  }

  @Test
  void exchangesWithSaslEncryption() {
    assertSumsUnder(Map.of("spark.authenticate.enableSaslEncryption", "true"));
  }

  @Test
  void exchangesWithAesEncryption() {
    assertSumsUnder(Map.of("spark.network.crypto.enabled", "true"));
  }

  @Test
  void aClientWithoutTheSecretIsRefused() {
    SparkConf stranger = encrypted().set("spark.authenticate.secret", "a guess");
    for (SparkConf conf : List.of(new SparkConf(false), stranger)) {
      try (GangOfThreads gang = new GangOfThreads(2, OPTIONS, encrypted(), 0);
          Caller caller = new Caller(conf)) {
        GangAddress at = gang.address(0);
        // Even one that knows the gang's id.
        ByteBuffer hello = Frame.encode(1, at.gang(), new Frame.Hello(2));
        assertThrows(Exception.class, () -> call(caller, at).sendRpcSync(hello, ANSWER_MILLIS));
        assertSums(gang);
      }
    }
  }

  @Test
  void anAuthenticatedClientThatIsNoMemberIsRefused() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    try (GangOfThreads gang = new GangOfThreads(2, OPTIONS, encrypted(), 0);
        Caller caller = new Caller(encrypted())) {
      GangAddress at = gang.address(0);
      GangId id = at.gang();
      GangId other = new GangId(id.token() + 1, id.epoch());
      List<ByteBuffer> hellos =
          List.of(
              Frame.encode(1, other, new Frame.Hello(2)), // another gang
              Frame.encode(1, id, new Frame.Hello(3)), // another size
              Frame.encode(1, id, new Frame.Hello(2)), // there is a rank 1 already
              Frame.encode(0, id, new Frame.Hello(2)), // myself
              Frame.encode(-1, id, new Frame.Hello(2)),
              Frame.encode(1, id, new Frame.Abort(1, "die")),
              noise(random, 60),
              ByteBuffer.allocate(0));
      for (ByteBuffer hello : hellos) {
        TransportClient client = call(caller, at);
        assertThrows(Exception.class, () -> client.sendRpcSync(hello, ANSWER_MILLIS));
      }
      ByteBuffer abort = Frame.encode(1, id, new Frame.Abort(1, "die"));
      ByteBuffer data = Frame.encode(1, id, new Frame.Data(0, false, 0, Integer.MAX_VALUE));
      for (int i = 0; i < 50; i++) {
        call(caller, at).send(i == 0 ? abort : noise(random, random.nextInt(200)));
        call(caller, at)
            .uploadStream(
                new NioManagedBuffer(i == 0 ? data : noise(random, random.nextInt(60))),
                new NioManagedBuffer(noise(random, random.nextInt(1, 500))),
                new Ignore());
      }
      assertSums(gang);
    }
  }

  @Test
  void randomBytesOnTheSocketHarmNobody() throws Exception {
    SplittableRandom random = new SplittableRandom(6);
    for (SparkConf conf : List.of(new SparkConf(false), encrypted())) {
      try (GangOfThreads gang = new GangOfThreads(2, OPTIONS, conf, 0)) {
        GangAddress at = gang.address(0);
        for (int i = 0; i < 50; i++) {
          try (Socket socket = new Socket(at.host(), at.port())) {
            ByteBuffer junk = noise(random, random.nextInt(1, 3000));
            if (i % 2 == 0) {
              junk.putLong(0, random.nextLong(1, 100)); // a frame length Spark's decoder takes
            }
            socket.getOutputStream().write(junk.array());
          } catch (SocketException e) {
            // Closed before all was written, as it may be.
          }
        }
        assertSums(gang);
      }
    }
  }

  @Test
  void whatIsNoFrameIsALineAMinuteAndNoStackTrace() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    for (SparkConf conf : List.of(new SparkConf(false), encrypted())) {
      long before = BadFrames.count();
      try (Warnings channels = Warnings.of(TransportChannelHandler.class);
          Warnings requests = Warnings.of(TransportRequestHandler.class);
          Warnings ours = Warnings.of(BadFrames.class);
          GangOfThreads gang = new GangOfThreads(2, OPTIONS, conf, 0);
          Caller caller = new Caller(new SparkConf(false))) {
        GangAddress at = gang.address(0);
        for (int i = 0; i < 20; i++) {
          try (Socket socket = new Socket(at.host(), at.port())) {
            ByteBuffer junk = noise(random, 60);
            junk.putLong(0, i % 2 == 0 ? -1 : 50); // refused by Spark's decoder, or taken
            socket.getOutputStream().write(junk.array());
            socket.setSoTimeout((int) ANSWER_MILLIS);
            socket.getInputStream().read(); // until it is closed
          } catch (SocketException e) {
            // Closed before all was written, as it may be.
          }
          TransportClient client = call(caller, at);
          ByteBuffer noise = noise(random, 60);
          assertThrows(Exception.class, () -> client.sendRpcSync(noise, ANSWER_MILLIS));
        }
        assertSums(gang);
        assertTrue(BadFrames.count() - before >= 40, BadFrames.count() - before + " counted");
        assertEquals(List.of(), channels.lines().stream().filter(l -> !isOurs(l)).toList());
        assertEquals(List.of(), requests.lines().stream().filter(l -> !isOurs(l)).toList());
        assertTrue(
            ours.lines().stream().filter(l -> isOurs(l)).count() <= 1, ours.lines()::toString);
      }
    }
  }

  private static boolean isOurs(String line) {
    return line.contains(": bad frame from ");
  }

  @Test
  void aStrangerCannotFillTheMemory() throws Exception {
    try (GangOfThreads gang = new GangOfThreads(2, OPTIONS);
        Socket socket = new Socket(gang.address(0).host(), gang.address(0).port())) {
      byte[] megabyte = new byte[1 << 20];
      ByteBuffer.wrap(megabyte).putLong(2_000_000_000L); // announces a frame of 2 GB
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 0; i < 100; i++) {
              socket.getOutputStream().write(megabyte);
            }
          });
      assertSums(gang);
    }
  }

  @Test
  void aStrangerWhoSaysNothingIsSentAway() throws Exception {
    GangOptions hasty = OPTIONS.withJoinTimeout(Duration.ofSeconds(5));
    try (GangOfThreads gang = new GangOfThreads(2, hasty);
        Socket socket = new Socket(gang.address(0).host(), gang.address(0).port())) {
      socket.setSoTimeout((int) ANSWER_MILLIS);
      InputStream in = socket.getInputStream();
      assertEquals(-1, in.read());
      assertSums(gang);
    }
  }

  @Test
  void joiningWhereNobodyListensNamesThePeer() {
    ExecutorNetwork network = ExecutorNetwork.of(new SparkConf(false), "127.0.0.1");
    TransportGang.Member member = TransportGang.open(1, 2, 0, network, OPTIONS, () -> false);
    GangAddress nobody = new GangAddress("127.0.0.1", 1, new GangId(0, 0));
    ExchangeException failure =
        assertThrows(
            ExchangeException.class, () -> member.join(own -> new String[] {nobody.encode(), own}));
    assertEquals(0, failure.culprit().orElse(-1));
    assertTrue(failure.getMessage().contains("127.0.0.1:1"), failure.getMessage());
  }

  private static TransportClient call(Caller caller, GangAddress at)
      throws IOException, InterruptedException {
    return caller.call(at.host(), at.port());
  }

  private static ByteBuffer noise(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static final class Ignore implements RpcResponseCallback {
    @Override
    public void onSuccess(ByteBuffer response) {}

    @Override
    public void onFailure(Throwable cause) {}
  }
}
