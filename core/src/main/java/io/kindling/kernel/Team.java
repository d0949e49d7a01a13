package io.kindling.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A fixed crew of daemon threads that share out the units of one loop at a time with the thread
 * that asks. Workers wait spinning for a moment, since the next kernel mostly follows at once, then
 * parked.
 */
final class Team {
  static final Team SINGLE = new Team(1);

  /** Spins before a waiting thread parks: some tens of microseconds. */
  private static final int SPINS = 4_000;

  private final Thread[] workers;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile Loop loop;
  private volatile boolean closed;

  Team(int threads) {
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Thread(this::work, "kindling-kernel-" + (i + 1));
      workers[i].setDaemon(true);
      workers[i].start();
    }
  }

  int threads() {
    return workers.length + 1;
  }

  /** Runs the loop with the crew; false, and nothing done, if the crew is away or empty. */
  boolean run(int units, IntConsumer body) {
    if (workers.length == 0 || !busy.compareAndSet(false, true)) {
      return false;
    }
    try {
      Loop mine = new Loop(units, body);
      loop = mine;
      for (int i = 0; i < Math.min(workers.length, units - 1); i++) {
        LockSupport.unpark(workers[i]);
      }
      mine.help();
      mine.await();
      loop = null;
      mine.rethrow();
      return true;
    } finally {
      busy.set(false);
    }
  }

  void close() {
    closed = true;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private void work() {
    Parallel.neverFanOut();
    Loop last = null;
    int idle = 0;
    while (!closed) {
      Loop next = loop;
      if (next != null && next != last) {
        last = next;
        idle = 0;
        next.help();
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        last = null;
        idle = 0;
        LockSupport.park(this);
      }
    }
  }

  /** One loop: units are handed out by a counter, and counted again when done. */
  private static final class Loop {
    private final int units;
    private final IntConsumer body;
    private final Thread owner = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Throwable failure;

    Loop(int units, IntConsumer body) {
      this.units = units;
      this.body = body;
    }

    void help() {
      for (int unit = next.getAndIncrement(); unit < units; unit = next.getAndIncrement()) {
        if (failure == null) {
          try {
            body.accept(unit);
          } catch (RuntimeException | Error e) {
            failure = e;
          }
        }
        if (done.incrementAndGet() == units) {
          LockSupport.unpark(owner);
        }
      }
    }

    void await() {
      int idle = 0;
      while (done.get() < units) {
        if (++idle < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
    }

    void rethrow() {
      Throwable thrown = failure;
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}
