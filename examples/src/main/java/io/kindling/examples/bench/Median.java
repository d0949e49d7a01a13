package io.kindling.examples.bench;

import java.util.Arrays;

/** The figure a benchmark prints of several. */
final class Median {
  private Median() {}

  /** The middle value, the greater of two. */
  static double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
