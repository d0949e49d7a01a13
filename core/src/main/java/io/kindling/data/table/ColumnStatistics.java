package io.kindling.data.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a column's values are like: of numbers mean and deviation, of lists of indices the greatest.
 * Parts are added with {@link #merge}; the same parts in the same order give the same bits.
 *
 * <p>Mean and sum of squared differences are updated by Welford's and merged by Chan's formulas.
 */
public final class ColumnStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private long[] count = {};
  private double[] mean = {};
  private double[] squares = {};
  private long greatest = -1;
  private long cut;
  private long missing;
  private long values;

  /** Adds a value; what is missing or not valid is left out, and counted. */
  public void add(ColumnSpec spec, Object value) {
    values++;
    if (spec instanceof ColumnSpec.Numeric) {
      addNumbers(value);
    } else if (value == null) {
      missing++;
    } else if (spec instanceof ColumnSpec.Indices indices) {
      List<Long> all = Values.indices(value);
      all.forEach(index -> greatest = Math.max(greatest, index));
      cut += all.size() > indices.length() ? 1 : 0;
    } else if (spec instanceof ColumnSpec.Text text) {
      cut += text.tokenizer().tokens(value).size() > text.length() ? 1 : 0;
    }
  }

  private void addNumbers(Object value) {
    double[] numbers = Values.numbers(value);
    if (numbers == null) {
      missing++;
      return;
    }
    resize(numbers.length);
    boolean whole = numbers.length == mean.length;
    for (int i = 0; i < mean.length && whole; i++) {
      if (Double.isFinite(numbers[i])) {
        double difference = numbers[i] - mean[i];
        mean[i] += difference / ++count[i];
        squares[i] += difference * (numbers[i] - mean[i]);
      } else {
        missing++;
      }
    }
  }

  /** The first vector says how long they are; a row that has another length is refused later. */
  private void resize(int length) {
    if (mean.length == 0) {
      count = new long[length];
      mean = new double[length];
      squares = new double[length];
    }
  }

  /** Adds what another part of the rows holds. */
  public void merge(ColumnStatistics other) {
    greatest = Math.max(greatest, other.greatest);
    cut += other.cut;
    missing += other.missing;
    values += other.values;
    if (other.mean.length == 0) {
      return;
    }
    resize(other.mean.length);
    for (int i = 0; i < Math.min(mean.length, other.mean.length); i++) {
      long both = count[i] + other.count[i];
      if (both > 0) {
        double difference = other.mean[i] - mean[i];
        mean[i] += difference * other.count[i] / both;
        squares[i] += other.squares[i] + difference * difference * count[i] * other.count[i] / both;
        count[i] = both;
      }
    }
  }

  /**
   * Means of what is there.
   *
   * @throws IllegalArgumentException when there is no number
   */
  List<Double> mean() {
    if (mean.length == 0 || Arrays.stream(count).anyMatch(n -> n == 0)) {
      throw new IllegalArgumentException(
          "has no finite number"
              + (mean.length > 1 ? " at one of its places" : "")
              + " in any row of the training data; leave it out of inputCols");
    }
    return boxed(mean);
  }

  /** Deviations of what is there, over n; 1 where all are the same. */
  List<Double> std() {
    double[] std = new double[mean.length];
    for (int i = 0; i < std.length; i++) {
      double deviation = Math.sqrt(squares[i] / count[i]);
      std[i] = deviation > 0 && Double.isFinite(deviation) ? deviation : 1;
    }
    return boxed(std);
  }

  private static List<Double> boxed(double[] values) {
    List<Double> list = new ArrayList<>(values.length);
    for (double value : values) {
      list.add(value);
    }
    return list;
  }

  /** The greatest index; -1 when there is none. */
  long greatest() {
    return greatest;
  }

  /** Values that were longer than what is taken of them. */
  public long cut() {
    return cut;
  }

  /** Values that are missing. */
  public long missing() {
    return missing;
  }

  /** All values. */
  public long values() {
    return values;
  }
}
