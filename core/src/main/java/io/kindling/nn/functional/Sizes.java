package io.kindling.nn.functional;

import io.kindling.ops.ConvolutionChecks;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Sizes given once for all spatial dimensions, and inputs without a batch. */
final class Sizes {
  private Sizes() {}

  /** One number for each of two dimensions; a sequence counts as an image one row high. */
  static int[] pair(String name, int rank, int[] values, int height) {
    if (values.length != 1 && values.length != rank) {
      throw new IllegalArgumentException(
          name + " takes 1 or " + rank + " numbers, got " + Arrays.toString(values));
    }
    int last = values[values.length - 1];
    return rank == 1 ? new int[] {height, last} : new int[] {values[0], last};
  }

  /**
   * Applies a function of batched images (N, C, H, W) to an input of {@code rank} spatial
   * dimensions with or without a batch.
   */
  static Tensor batched(String operation, int rank, Tensor x, UnaryOperator<Tensor> function) {
    ConvolutionChecks.dims(operation, rank, x);
    boolean single = x.dim() == rank + 1;
    Tensor images = single ? x.unsqueeze(0) : x;
    Tensor out = function.apply(rank == 1 ? images.unsqueeze(2) : images);
    out = rank == 1 ? out.squeeze(2) : out;
    return single ? out.squeeze(0) : out;
  }
}
