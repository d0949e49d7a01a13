package io.kindling.examples.bench;

import java.util.Arrays;

/** Times something again and again. */
final class Repetitions {
  private static final int LEAST = 3;

  private Repetitions() {}

  /** Median seconds of {@code body}, over about {@code seconds} seconds. */
  static double median(Runnable body, double seconds) {
    double[] times = new double[16];
    int count = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end || count < LEAST) {
      long start = System.nanoTime();
      body.run();
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
      }
      times[count++] = (System.nanoTime() - start) * 1e-9;
    }
    Arrays.sort(times, 0, count);
    return times[count / 2];
  }
}
