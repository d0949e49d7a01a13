package io.kindling.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A fixed crew of daemon threads that share out the units of one loop at a time with the thread
 * that asks. Workers wait spinning for a moment, since the next kernel mostly follows at once, then
 * parked.
 *
 * <p>Each thread has a seat, and begins with its seat's share of the units: the same samples in one
 * kernel after the other, which so stay in the caches of its processor. Only when its share is done
 * does it take over units of the others.
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
      int seat = i + 1;
      workers[i] = new Thread(() -> work(seat), "kindling-kernel-" + seat);
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
      Loop mine = new Loop(units, Math.min(units, threads()), body);
      loop = mine;
      for (int i = 0; i < Math.min(workers.length, units - 1); i++) {
        LockSupport.unpark(workers[i]);
      }
      mine.help(0);
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

  private void work(int seat) {
    Parallel.neverFanOut();
    Loop last = null;
    int idle = 0;
    while (!closed) {
      Loop next = loop;
      if (next != null && next != last) {
        last = next;
        idle = 0;
        next.help(seat);
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        last = null;
        idle = 0;
        LockSupport.park(this);
      }
    }
  }

  /**
   * One loop. A share is a range of units; its own thread takes them from the front, others from
   * the back.
   */
  private static final class Loop {
    /** Longs from one share to the next: a line of the cache, lest threads disturb each other. */
    private static final int LINE = 8;

    private final int units;
    private final int seats;
    private final IntConsumer body;
    private final Thread owner = Thread.currentThread();

    /** First unit and end of what is left of each share, in the two halves of a long. */
    private final AtomicLongArray shares;

    private final AtomicInteger done = new AtomicInteger();
    private volatile Throwable failure;

    Loop(int units, int seats, IntConsumer body) {
      this.units = units;
      this.seats = seats;
      this.body = body;
      shares = new AtomicLongArray((seats + 1) * LINE);
      for (int seat = 0; seat < seats; seat++) {
        long from = (long) units * seat / seats;
        long to = (long) units * (seat + 1) / seats;
        shares.setPlain((seat + 1) * LINE, from << 32 | to);
      }
    }

    /** Runs units until none is left: those of the seat, then those of the seats after it. */
    void help(int seat) {
      int ran = 0;
      for (int i = 0; i < seats; i++) {
        int share = (seat + i) % seats;
        boolean own = share == seat;
        for (int unit = take(share, own); unit >= 0; unit = take(share, own)) {
          run(unit);
          ran++;
        }
      }
      if (ran > 0 && done.addAndGet(ran) == units) {
        LockSupport.unpark(owner);
      }
    }

    /** The next unit of a share, or -1 if there is none. */
    private int take(int share, boolean first) {
      int at = (share + 1) * LINE;
      while (true) {
        long left = shares.get(at);
        int from = (int) (left >> 32);
        int to = (int) left;
        if (from == to) {
          return -1;
        }
        long rest = first ? (from + 1L) << 32 | to : (long) from << 32 | to - 1;
        if (shares.compareAndSet(at, left, rest)) {
          return first ? from : to - 1;
        }
      }
    }

    private void run(int unit) {
      if (failure == null) {
        try {
          body.accept(unit);
        } catch (RuntimeException | Error e) {
          failure = e;
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
