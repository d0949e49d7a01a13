package io.kindling.nn;

/**
 * Each channel of each sample by its own mean and variance (Ulyanov et al., 2016), of (N, C, H, W)
 * or (C, H, W); {@code torch.nn.InstanceNorm2d}.
 */
public final class InstanceNorm2d extends InstanceNorm {
  private static final long serialVersionUID = 1L;

  /** Eps 1e-5, momentum 0.1, without weight, bias and running statistics. */
  public InstanceNorm2d(int numFeatures) {
    this(numFeatures, 1e-5, 0.1, false, false);
  }

  public InstanceNorm2d(
      int numFeatures, double eps, double momentum, boolean affine, boolean trackRunningStats) {
    this(numFeatures, eps, momentum, affine, trackRunningStats, true);
  }

  /**
   * @param momentum the batch's weight in the running statistics
   * @param affine whether there is a weight, and, with {@code bias}, a bias
   */
  public InstanceNorm2d(
      int numFeatures,
      double eps,
      double momentum,
      boolean affine,
      boolean trackRunningStats,
      boolean bias) {
    super(2, numFeatures, eps, momentum, affine, trackRunningStats, bias);
  }
}
