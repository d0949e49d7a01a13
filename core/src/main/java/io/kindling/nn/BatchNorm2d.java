package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Batch normalization of images (N, C, H, W); {@code torch.nn.BatchNorm2d}. */
public final class BatchNorm2d extends BatchNorm {
  private static final long serialVersionUID = 1L;

  /** eps 1e-5, momentum 0.1, with weight, bias and running statistics. */
  public BatchNorm2d(int numFeatures) {
    this(numFeatures, 1e-5, 0.1, true, true);
  }

  public BatchNorm2d(
      int numFeatures, double eps, double momentum, boolean affine, boolean trackRunningStats) {
    this(numFeatures, eps, momentum, affine, trackRunningStats, true);
  }

  /**
   * @param momentum the batch's weight in the running statistics; NaN for their plain average
   * @param affine whether there is a weight, and, with {@code bias}, a bias
   */
  public BatchNorm2d(
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
    if (input.dim() != 4) {
      throw new IllegalArgumentException(
          "BatchNorm2d: expected 4D input (got "
              + input.dim()
              + "D input); shape "
              + input.shape()
              + ", wanted (N, C, H, W)");
    }
  }
}
