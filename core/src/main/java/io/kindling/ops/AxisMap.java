package io.kindling.ops;

import java.util.Arrays;

/**
 * A linear map along one axis, as a sparse matrix of out x in: output {@code o} is the sum of
 * {@code weights[k] * input[indices[k]]} over {@code starts[o] <= k < starts[o+1]}. Average
 * pooling, resizing and padding by repetition are such maps.
 */
record AxisMap(int in, int[] starts, int[] indices, double[] weights) {

  /** Grows row by row. */
  static final class Builder {
    private final int in;
    private int[] starts = new int[8];
    private int[] indices = new int[16];
    private double[] weights = new double[16];
    private int rows;
    private int count;

    Builder(int in) {
      this.in = in;
    }

    Builder add(int index, double weight) {
      if (count == indices.length) {
        indices = Arrays.copyOf(indices, count * 2);
        weights = Arrays.copyOf(weights, count * 2);
      }
      indices[count] = index;
      weights[count++] = weight;
      return this;
    }

    Builder endRow() {
      if (++rows == starts.length) {
        starts = Arrays.copyOf(starts, rows * 2);
      }
      starts[rows] = count;
      return this;
    }

    AxisMap build() {
      return new AxisMap(
          in,
          Arrays.copyOf(starts, rows + 1),
          Arrays.copyOf(indices, count),
          Arrays.copyOf(weights, count));
    }
  }

  int out() {
    return starts.length - 1;
  }

  /** The map that changes nothing. */
  static AxisMap identity(int size) {
    Builder builder = new Builder(size);
    for (int i = 0; i < size; i++) {
      builder.add(i, 1).endRow();
    }
    return builder.build();
  }

  /** Each output is one input: output {@code o} is input {@code source[o]}. */
  static AxisMap pick(int in, int[] source) {
    Builder builder = new Builder(in);
    for (int index : source) {
      builder.add(index, 1).endRow();
    }
    return builder.build();
  }

  /** The adjoint: in x out. */
  AxisMap transposed() {
    int[] begin = new int[in + 1];
    for (int index : indices) {
      begin[index + 1]++;
    }
    for (int i = 0; i < in; i++) {
      begin[i + 1] += begin[i];
    }
    int[] next = begin.clone();
    int[] rows = new int[indices.length];
    double[] values = new double[indices.length];
    for (int o = 0; o < out(); o++) {
      for (int k = starts[o]; k < starts[o + 1]; k++) {
        int at = next[indices[k]]++;
        rows[at] = o;
        values[at] = weights[k];
      }
    }
    return new AxisMap(out(), begin, rows, values);
  }
}
