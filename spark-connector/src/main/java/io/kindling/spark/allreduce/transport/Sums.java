package io.kindling.spark.allreduce.transport;

import java.util.Arrays;

/** The additions; loops kept small, so that the JIT turns them into vector code. */
final class Sums {
  private Sums() {}

  /** {@code total[at + i] += part[from + i]}. */
  static void add(float[] total, int at, float[] part, int from, int count) {
    for (int i = 0; i < count; i++) {
      total[at + i] += part[from + i];
    }
  }

  /**
   * Adds parts of one length in the order of {@link io.kindling.spark.allreduce.PairwiseSum}. The
   * parts are overwritten; the sum is left in the first.
   *
   * @param parts one array per rank
   * @param offsets where each part begins in its array
   */
  static void pairwise(float[][] parts, int[] offsets, int count) {
    for (int width = 1; width < parts.length; width *= 2) {
      for (int left = 0; left + width < parts.length; left += 2 * width) {
        int right = left + width;
        add(parts[left], offsets[left], parts[right], offsets[right], count);
      }
    }
  }

  /** The sums of equally long rows, in the same order; the rows stay as they are. */
  static double[] pairwise(double[][] rows) {
    double[][] sums = new double[rows.length][];
    Arrays.setAll(sums, i -> rows[i].clone());
    for (int width = 1; width < sums.length; width *= 2) {
      for (int left = 0; left + width < sums.length; left += 2 * width) {
        for (int i = 0; i < sums[left].length; i++) {
          sums[left][i] += sums[left + width][i];
        }
      }
    }
    return sums[0];
  }
}
