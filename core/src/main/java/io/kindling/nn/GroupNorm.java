package io.kindling.nn;

import io.kindling.ops.GroupNormalization;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * Each sample and block of channels by its own mean and variance (Wu and He, 2018); {@code
 * torch.nn.GroupNorm}.
 */
public final class GroupNorm extends Module {
  private static final long serialVersionUID = 1L;

  private final int numGroups;
  private final int numChannels;
  private final double eps;
  private final Tensor weight;
  private final Tensor bias;

  /** eps 1e-5, with weight and bias. */
  public GroupNorm(int numGroups, int numChannels) {
    this(numGroups, numChannels, 1e-5, true);
  }

  public GroupNorm(int numGroups, int numChannels, double eps, boolean affine) {
    this(numGroups, numChannels, eps, affine, true);
  }

  /**
   * @param affine whether there is a weight, and, with {@code bias}, a bias
   */
  public GroupNorm(int numGroups, int numChannels, double eps, boolean affine, boolean bias) {
    if (numGroups < 1 || numChannels % numGroups != 0) {
      throw new IllegalArgumentException(
          "num_channels (" + numChannels + ") must be divisible by num_groups (" + numGroups + ")");
    }
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.eps = eps;
    this.weight = registerParameter("weight", affine ? Tensors.ones(numChannels) : null);
    this.bias = registerParameter("bias", affine && bias ? Tensors.zeros(numChannels) : null);
  }

  /** The weight, a parameter, or null. */
  public Tensor weight() {
    return weight;
  }

  /** The bias, a parameter, or null. */
  public Tensor bias() {
    return bias;
  }

  @Override
  public Tensor forward(Tensor input) {
    return GroupNormalization.groupNorm(input, numGroups, weight, bias, eps);
  }

  @Override
  protected void describe(Settings settings) {
    settings.bare("num_groups", numGroups).bare("num_channels", numChannels);
    settings.named("eps", eps).named("affine", weight != null).named("bias", bias != null);
  }
}
