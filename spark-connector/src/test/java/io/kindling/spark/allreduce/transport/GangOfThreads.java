package io.kindling.spark.allreduce.transport;

import static io.kindling.spark.internals.network.Caller.below;
import static org.junit.jupiter.api.Assertions.fail;

import io.kindling.spark.internals.network.ExecutorNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkConf;

/** Workers in threads of this JVM that talk over real sockets on 127.0.0.1. */
final class GangOfThreads implements AutoCloseable {
  private static final long MOST_SECONDS = 60;

  private final List<TransportGang.Member> members = new ArrayList<>();
  private final List<AtomicBoolean> cancelled = new ArrayList<>();
  private final ExecutorService threads;

  /** What one worker does. */
  interface Work<T> {
    T run(SliceExchange exchange) throws Exception;
  }

  GangOfThreads(int size, GangOptions options) {
    this(size, options, new SparkConf(false), 0);
  }

  GangOfThreads(int size, GangOptions options, SparkConf conf, int epoch) {
    threads = Executors.newFixedThreadPool(size, task -> new Thread(task, "test-worker"));
    for (int rank = 0; rank < size; rank++) {
      AtomicBoolean flag = new AtomicBoolean();
      cancelled.add(flag);
      ExecutorNetwork network = ExecutorNetwork.of(conf, "127.0.0.1");
      members.add(TransportGang.open(rank, size, epoch, network, options, flag::get));
    }
    String[] addresses =
        members.stream().map(m -> m.connections().address().encode()).toArray(String[]::new);
    callAll(rank -> members.get(rank).join(own -> addresses));
    ExecutorNetwork network = ExecutorNetwork.of(conf, "127.0.0.1");
    if (options.sharedMemory() && SharedMemory.isAvailable() && !network.encrypts()) {
      members.forEach(member -> member.gang().peers().forEach(GangOfThreads::awaitSharedMemory));
    }
  }

  /** So that tests always see the same: otherwise the first chunks go through the connection. */
  private static void awaitSharedMemory(Peer peer) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    try {
      below(peer.connection()).getChannel().eventLoop().submit(peer.shared()::offer).get();
      while (!below(peer.connection())
          .getChannel()
          .eventLoop()
          .submit(peer.shared()::isOpen)
          .get()) {
        if (System.nanoTime() > end) {
          fail("no memory is shared with " + peer);
        }
        Thread.sleep(1);
      }
    } catch (InterruptedException | ExecutionException e) {
      fail(e);
    }
  }

  int size() {
    return members.size();
  }

  Gang gang(int rank) {
    return members.get(rank).gang();
  }

  GangAddress address(int rank) {
    return members.get(rank).connections().address();
  }

  void cancel(int rank) {
    cancelled.get(rank).set(true);
  }

  /** Runs the same work on all ranks and returns their results in order. */
  <T> List<T> run(Work<T> work) {
    return callAll(rank -> work.run(gang(rank)));
  }

  /** Starts the work of one rank. */
  <T> Future<T> start(int rank, Work<T> work) {
    return threads.submit((Callable<T>) () -> work.run(gang(rank)));
  }

  static <T> T get(Future<T> future) {
    try {
      return future.get(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      return fail(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      return fail("a worker hangs", e);
    }
  }

  private interface ByRank<T> {
    T run(int rank) throws Exception;
  }

  private <T> List<T> callAll(ByRank<T> work) {
    CyclicBarrier together = new CyclicBarrier(members.size());
    List<Future<T>> running = new ArrayList<>();
    for (int rank = 0; rank < members.size(); rank++) {
      int mine = rank;
      running.add(
          threads.submit(
              () -> {
                together.await();
                return work.run(mine);
              }));
    }
    return running.stream().map(GangOfThreads::get).toList();
  }

  @Override
  public void close() {
    ExecutorService closing = Executors.newFixedThreadPool(members.size());
    members.forEach(member -> closing.execute(member.gang()::close));
    closing.shutdown();
    try {
      closing.awaitTermination(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }
}
