package io.kindling.ops;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Walks several tensors of one broadcast shape together, one innermost run at a time. */
final class StridedLoop {
  /** One run: operand {@code k} starts at {@code at[k]} and advances by {@code step[k]}. */
  @FunctionalInterface
  interface Run {
    void run(int[] at, int[] step, int n);
  }

  private StridedLoop() {}

  /** Strides with which {@code tensor} walks {@code shape}: 0 where it is stretched. */
  static int[] broadcastStrides(Tensor tensor, Shape shape) {
    int[] own = tensor.strides();
    int[] strides = new int[shape.dim()];
    int missing = shape.dim() - own.length;
    for (int i = 0; i < own.length; i++) {
      strides[missing + i] = tensor.size(i) == 1 && shape.size(missing + i) != 1 ? 0 : own[i];
    }
    return strides;
  }

  /** Runs over all elements of {@code shape} in row-major order. */
  static void over(Shape shape, int[][] strides, int[] offsets, Run run) {
    int total = shape.numel();
    if (total == 0) {
      return;
    }
    int[] sizes = new int[Math.max(1, shape.dim())];
    int[][] steps = new int[strides.length][sizes.length];
    int rank = merge(shape, strides, sizes, steps);
    int[] at = offsets.clone();
    int[] inner = new int[strides.length];
    for (int k = 0; k < strides.length; k++) {
      inner[k] = steps[k][rank - 1];
    }
    int n = sizes[rank - 1];
    int[] index = new int[rank];
    while (true) {
      run.run(at, inner, n);
      int d = rank - 2;
      while (d >= 0 && ++index[d] == sizes[d]) {
        for (int k = 0; k < at.length; k++) {
          at[k] -= (sizes[d] - 1) * steps[k][d];
        }
        index[d--] = 0;
      }
      if (d < 0) {
        return;
      }
      for (int k = 0; k < at.length; k++) {
        at[k] += steps[k][d];
      }
    }
  }

  /**
   * Drops dimensions of size 1 and joins neighbours that every operand walks as one; the new rank.
   */
  private static int merge(Shape shape, int[][] strides, int[] sizes, int[][] steps) {
    int rank = 0;
    for (int d = 0; d < shape.dim(); d++) {
      int size = shape.size(d);
      if (size == 1) {
        continue;
      }
      boolean joins = rank > 0;
      for (int k = 0; joins && k < strides.length; k++) {
        joins = steps[k][rank - 1] == strides[k][d] * size;
      }
      if (!joins) {
        rank++;
        sizes[rank - 1] = 1;
      }
      sizes[rank - 1] *= size;
      for (int k = 0; k < strides.length; k++) {
        steps[k][rank - 1] = strides[k][d];
      }
    }
    if (rank == 0) {
      sizes[0] = 1;
      return 1;
    }
    return rank;
  }
}
