package io.kindling.nn.loss;

import io.kindling.tensor.Tensor;

/** What becomes of the losses of a batch. */
public enum Reduction {
  /** Each loss by itself. */
  NONE,
  /** Their mean; the default. */
  MEAN,
  /** Their sum. */
  SUM;

  /** This reduction of element-wise losses. */
  public Tensor of(Tensor losses) {
    return switch (this) {
      case NONE -> losses;
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
    };
  }
}
