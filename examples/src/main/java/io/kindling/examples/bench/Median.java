package io.kindling.examples.bench;

import java.util.Arrays;

/** The figure a benchmark prints of several. */
final class Median {
  private Median() {}

  /** The middle value; of two, their mean. */
  static double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
