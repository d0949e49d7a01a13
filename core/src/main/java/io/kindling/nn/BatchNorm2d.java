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
    super(numFeatures, eps, momentum, affine, trackRunningStats);
  }

  @Override
  void checkRank(Tensor input) {
    if (input.dim() != 4) {
      throw new IllegalArgumentException("expected 4D input (got " + input.dim() + "D input)");
    }
  }
}
