package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Batch normalization of (N, C) or (N, C, L); {@code torch.nn.BatchNorm1d}. */
public final class BatchNorm1d extends BatchNorm {
  private static final long serialVersionUID = 1L;

  /** eps 1e-5, momentum 0.1, with weight, bias and running statistics. */
  public BatchNorm1d(int numFeatures) {
    this(numFeatures, 1e-5, 0.1, true, true);
  }

  public BatchNorm1d(
      int numFeatures, double eps, double momentum, boolean affine, boolean trackRunningStats) {
    this(numFeatures, eps, momentum, affine, trackRunningStats, true);
  }

  /**
   * @param momentum the batch's weight in the running statistics; NaN for their plain average
   * @param affine whether there is a weight, and, with {@code bias}, a bias
   */
  public BatchNorm1d(
      int numFeatures,
      double eps,
      double momentum,
      boolean affine,
      boolean trackRunningStats,
      boolean bias) {
    super(numFeatures, eps, momentum, affine, trackRunningStats, bias);
  }

  @Override
  void checkRank(Tensor input) {
    if (input.dim() != 2 && input.dim() != 3) {
      throw new IllegalArgumentException(
          "BatchNorm1d: expected 2D or 3D input (got "
              + input.dim()
              + "D input); shape "
              + input.shape()
              + ", wanted (N, C) or (N, C, L)");
    }
  }
}
