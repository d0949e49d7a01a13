package io.kindling.spark.allreduce.transport;

/**
 * Counts chunks that peers have not yet acknowledged, so that nobody leaves with data in flight.
 */
final class Receipts {
  private static final long MAX_WAIT_MILLIS = 5_000;

  private int due;

  synchronized void expect() {
    due++;
  }

  synchronized void arrived() {
    due--;
    if (due <= 0) {
      notifyAll();
    }
  }

  /** Waits until none is due, a while at most; an interrupt ends the wait and stays set. */
  synchronized void awaitAll() {
    long end = System.nanoTime() + MAX_WAIT_MILLIS * 1_000_000;
    try {
      while (due > 0) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
