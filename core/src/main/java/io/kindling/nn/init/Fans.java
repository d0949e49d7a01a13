package io.kindling.nn.init;

import io.kindling.tensor.Tensor;

/**
 * How many connections lead into and out of one element of a layer with a weight (out, in,
 * kernel...).
 *
 * @param in second size times the kernel's area
 * @param out first size times the kernel's area
 */
public record Fans(int in, int out) {
  /** Which of the two keeps its variance. */
  public enum Mode {
    /** The forward pass's. */
    FAN_IN,
    /** The backward pass's. */
    FAN_OUT
  }

  /**
   * The fans of a weight.
   *
   * @throws IllegalArgumentException when it has fewer than two dimensions
   */
  public static Fans of(Tensor weight) {
    if (weight.dim() < 2) {
      throw new IllegalArgumentException(
          "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions, got "
              + weight.shape());
    }
    int area = 1;
    for (int d = 2; d < weight.dim(); d++) {
      area *= weight.size(d);
    }
    return new Fans(weight.size(1) * area, weight.size(0) * area);
  }

  int get(Mode mode) {
    return mode == Mode.FAN_IN ? in : out;
  }
}
