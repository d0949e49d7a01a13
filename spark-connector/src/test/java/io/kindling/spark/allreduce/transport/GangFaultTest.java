package io.kindling.spark.allreduce.transport;

import static io.kindling.spark.internals.network.Caller.below;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.internals.network.ExecutorNetwork;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Workers that die, leave, stop or differ: the others fail and say who it was. The timeouts of
 * {@link #PATIENT} are longer than the tests', so that only the detection under test ends a wait.
 */
@Timeout(120)
final class GangFaultTest {
  private static final GangOptions PATIENT =
      GangOptions.defaults()
          .withChunkElements(1000)
          .withSilenceTimeout(Duration.ofMinutes(20))
          .withStepTimeout(Duration.ofMinutes(20));

  private static final int LENGTH = 10_000;

  private static Void allReduce(SliceExchange exchange) {
    exchange.allReduce(new float[LENGTH], 0, LENGTH);
    return null;
  }

  private static ExchangeException failureOf(Future<?> work) {
    return assertThrows(ExchangeException.class, () -> GangOfThreads.get(work));
  }

  private static void assertBlames(int rank, String words, Future<?> work) {
    ExchangeException failure = failureOf(work);
    assertEquals(OptionalInt.of(rank), failure.culprit(), failure.getMessage());
    assertTrue(failure.getMessage().contains("rank " + rank), failure.getMessage());
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
  }

  @Test
  void aDeadPeerIsNamedByAllOthers() {
    try (GangOfThreads gang = new GangOfThreads(3, PATIENT)) {
      Future<Void> first = gang.start(0, GangFaultTest::allReduce);
      Future<Void> second = gang.start(1, GangFaultTest::allReduce);
      // As when a process is killed: its connections close without a goodbye, or any other word.
      gang.gang(2).peers().forEach(Peer::leave);
      gang.gang(2).peers().forEach(peer -> below(peer.connection()).close());
      assertBlames(2, "(127.0.0.1:", first);
      assertBlames(2, "(127.0.0.1:", second);
      assertThrows(ExchangeException.class, () -> gang.gang(0).allReduce(1.0));
    }
  }

  @Test
  void aPeerThatLeavesEarlyIsNamed() {
    try (GangOfThreads gang = new GangOfThreads(2, PATIENT)) {
      Future<Void> waiting = gang.start(0, GangFaultTest::allReduce);
      gang.gang(1).close();
      assertBlames(1, "has left the gang", waiting);
    }
  }

  @Test
  void aPeerThatLeavesDuringACollectiveIsNamed() {
    try (GangOfThreads gang = new GangOfThreads(3, PATIENT)) {
      Future<Void> waiting = gang.start(0, GangFaultTest::allReduce);
      gang.gang(1).submit(Collective.ALL_REDUCE, new float[LENGTH], 0, LENGTH);
      gang.gang(1).close();
      assertBlames(1, "closed the exchange", waiting);
    }
  }

  @Test
  void leavingAfterTheLastCollectiveHarmsNobody() {
    for (int round = 0; round < 20; round++) {
      try (GangOfThreads gang = new GangOfThreads(3, PATIENT)) {
        gang.run(
            exchange -> {
              float[] ones = new float[50_000];
              Arrays.fill(ones, 1);
              exchange.allReduce(ones, 0, ones.length);
              // Of a collective without an array others may have heard before they begin it.
              assertEquals(3, exchange.allReduce(1.0)[0]);
              exchange.close();
              assertEquals(3f, ones[ones.length - 1]);
              return null;
            });
      }
    }
  }

  @Test
  void aCancelledTaskFreesEveryone() {
    try (GangOfThreads gang = new GangOfThreads(3, PATIENT)) {
      Future<Void> cancelled = gang.start(0, GangFaultTest::allReduce);
      Future<Void> other = gang.start(1, GangFaultTest::allReduce);
      gang.cancel(0);
      assertBlames(0, "its task was cancelled", cancelled);
      assertBlames(0, "its task was cancelled", other);
    }
  }

  @Test
  void anInterruptedTaskFreesEveryoneAndStaysInterrupted() {
    try (GangOfThreads gang = new GangOfThreads(3, PATIENT)) {
      Future<Void> other = gang.start(1, GangFaultTest::allReduce); // rank 2 never comes
      Future<Boolean> interrupted =
          gang.start(
              0,
              exchange -> {
                Thread.currentThread().interrupt();
                assertThrows(ExchangeException.class, () -> allReduce(exchange));
                return Thread.interrupted();
              });
      assertTrue(GangOfThreads.get(interrupted));
      assertBlames(0, "its task was interrupted", other);
    }
  }

  @Test
  void differentCallsAreFoundOut() {
    try (GangOfThreads gang = new GangOfThreads(2, PATIENT)) {
      Future<Void> first = gang.start(0, GangFaultTest::allReduce);
      Future<Void> second =
          gang.start(
              1,
              exchange -> {
                exchange.reduceScatter(new float[LENGTH], 0, LENGTH - 1);
                return null;
              });
      for (Future<Void> each : List.of(first, second)) {
        String message = failureOf(each).getMessage();
        assertTrue(message.contains("ALL_REDUCE of [0, 10000)"), message);
        assertTrue(message.contains("REDUCE_SCATTER of [0, 9999)"), message);
      }
    }
  }

  @Test
  void aStandingProcessIsFoundByItsSilence() {
    GangOptions alert = PATIENT.withSilenceTimeout(Duration.ofSeconds(2));
    CountDownLatch end = new CountDownLatch(1);
    try (GangOfThreads gang = new GangOfThreads(2, alert)) {
      Future<Void> waiting = gang.start(0, GangFaultTest::allReduce);
      below(gang.gang(1).peers().get(0).connection())
          .getChannel()
          .eventLoop()
          .submit(() -> await(end));
      assertBlames(1, "nothing heard for 2000 ms", waiting);
      end.countDown();
    }
  }

  private static boolean await(CountDownLatch latch) throws InterruptedException {
    latch.await();
    return true;
  }

  @Test
  void aSlowWorkerIsNotADeadOne() {
    GangOptions alert = PATIENT.withSilenceTimeout(Duration.ofMillis(1000));
    try (GangOfThreads gang = new GangOfThreads(2, alert)) {
      Future<Void> waiting = gang.start(0, GangFaultTest::allReduce);
      Future<Void> slow =
          gang.start(
              1,
              exchange -> {
                Thread.sleep(2000);
                return allReduce(exchange);
              });
      GangOfThreads.get(waiting);
      GangOfThreads.get(slow);
    }
  }

  @Test
  void aWorkerThatNeverCallsIsNamedAfterTheStepTimeout() {
    GangOptions hasty = PATIENT.withStepTimeout(Duration.ofMillis(300));
    try (GangOfThreads gang = new GangOfThreads(2, hasty)) {
      assertBlames(1, "GangOptions.stepTimeout", gang.start(0, GangFaultTest::allReduce));
    }
  }

  @Test
  void framesOfAnEarlierAttemptAreIgnored() {
    try (GangOfThreads gang = new GangOfThreads(2, PATIENT)) {
      GangId now = gang.gang(0).id();
      for (GangId stale :
          List.of(
              new GangId(now.token(), now.epoch() - 1), new GangId(~now.token(), now.epoch()))) {
        below(gang.gang(1).peers().get(0).connection())
            .send(Frame.encode(1, stale, new Frame.Abort(1, "an old failure")));
      }
      List<float[]> got =
          gang.run(
              exchange -> {
                float[] values = {1, 2, 3};
                exchange.allReduce(values, 0, 3);
                return values;
              });
      got.forEach(values -> assertArrayEquals(new float[] {2, 4, 6}, values));
    }
  }

  @Test
  void closingFreesPortsAndThreads() throws Exception {
    Set<Thread> before = networkThreads();
    int[] ports = new int[3];
    try (GangOfThreads gang = new GangOfThreads(3, PATIENT)) {
      gang.run(GangFaultTest::allReduce);
      Arrays.setAll(ports, rank -> gang.address(rank).port());
      Set<Thread> ours = networkThreads();
      ours.removeAll(before);
      // Per worker: one that accepts, one that serves higher ranks, one for lower ranks.
      assertTrue(ours.size() <= 3 * 3, ours.toString());
    }
    for (int port : ports) {
      assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
    }
    awaitNoneBut(before);
  }

  private static void awaitNoneBut(Set<Thread> before) throws InterruptedException {
    Set<Thread> left = networkThreads();
    left.removeAll(before);
    for (Thread thread : left) {
      thread.join(30_000);
      assertFalse(thread.isAlive(), thread + " is left over");
    }
  }

  @Test
  void aWorkerThatCannotJoinSaysWhyAndFreesItsPortAndThreads() throws Exception {
    ExecutorNetwork network = ExecutorNetwork.of(new SparkConf(false), "127.0.0.1");
    Set<Thread> before = networkThreads();
    String elsewhere = new GangAddress("127.0.0.1", 1, new GangId(3, 0)).encode();
    List<TransportGang.AddressExchange> failing =
        List.of(
            own -> {
              throw ExchangeException.because("the task was cancelled while it joined", null);
            },
            own -> {
              throw new OutOfMemoryError("at joining");
            },
            own -> new String[] {own, "no address"},
            own -> new String[] {elsewhere, own}, // nobody listens there
            own -> {
              Thread.currentThread().interrupt();
              return new String[] {elsewhere, own};
            });
    for (TransportGang.AddressExchange exchange : failing) {
      var member = TransportGang.open(1, 2, 0, network, PATIENT, () -> false);
      int port = member.connections().address().port();
      Throwable thrown = assertThrows(Throwable.class, () -> member.join(exchange));
      Thread.interrupted();
      assertFalse(thrown instanceof NullPointerException, thrown.toString());
      assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
    }
    awaitNoneBut(before);
  }

  private static Set<Thread> networkThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("kindling-"))
        .collect(Collectors.toSet());
  }
}
