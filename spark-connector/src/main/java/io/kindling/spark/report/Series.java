package io.kindling.spark.report;

import java.util.Arrays;

/**
 * Rows of numbers of any count in memory for a fixed count: when it is full, each two neighbours
 * become their mean, and from then on each kept row is the mean of twice as many. NaN is no value
 * and counts in no mean. Not thread-safe.
 */
final class Series {
  private final double[][] kept;
  private final double[] sums;
  private final int[] counts;
  private int size;
  private long stride = 1;
  private long open;

  /**
   * @param columns numbers of a row
   * @param capacity most rows to keep, even
   */
  Series(int columns, int capacity) {
    kept = new double[columns][capacity];
    sums = new double[columns];
    counts = new int[columns];
  }

  void add(double... row) {
    for (int c = 0; c < row.length; c++) {
      if (!Double.isNaN(row[c])) {
        sums[c] += row[c];
        counts[c]++;
      }
    }
    open++;
    if (open == stride) {
      for (int c = 0; c < sums.length; c++) {
        kept[c][size] = openMean(c);
      }
      size++;
      open = 0;
      Arrays.fill(sums, 0);
      Arrays.fill(counts, 0);
      if (size == kept[0].length) {
        halve();
      }
    }
  }

  private double openMean(int column) {
    return counts[column] == 0 ? Double.NaN : sums[column] / counts[column];
  }

  private void halve() {
    size /= 2;
    stride *= 2;
    for (double[] column : kept) {
      for (int i = 0; i < size; i++) {
        column[i] = mean(column[2 * i], column[2 * i + 1]);
      }
    }
  }

  private static double mean(double a, double b) {
    if (Double.isNaN(a)) {
      return b;
    }
    return Double.isNaN(b) ? a : (a + b) / 2;
  }

  /** A column, with what is not yet a whole row at its end. */
  double[] column(int column) {
    double[] values = Arrays.copyOf(kept[column], size + (open > 0 ? 1 : 0));
    if (open > 0) {
      values[size] = openMean(column);
    }
    return values;
  }
}
