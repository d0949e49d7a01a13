package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.nn.init.Init;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * {@code y = x W^T + b}: (*, in) to (*, out); {@code torch.nn.Linear}. Weight (out, in) and bias
 * (out) begin uniform in +-1/sqrt(in).
 */
public final class Linear extends Module {
  private static final long serialVersionUID = 1L;

  private final int inFeatures;
  private final int outFeatures;
  private final Tensor weight;
  private final Tensor bias;

  public Linear(int inFeatures, int outFeatures) {
    this(inFeatures, outFeatures, true);
  }

  public Linear(int inFeatures, int outFeatures, boolean bias) {
    if (inFeatures < 0 || outFeatures < 0) {
      throw new IllegalArgumentException(
          "Linear: features must not be negative, got " + inFeatures + " and " + outFeatures);
    }
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = registerParameter("weight", Tensors.zeros(outFeatures, inFeatures));
    this.bias = registerParameter("bias", bias ? Tensors.zeros(outFeatures) : null);
    Init.defaultUniform(weight, this.bias, inFeatures);
  }

  public Tensor weight() {
    return weight;
  }

  /** The bias, or null. */
  public Tensor bias() {
    return bias;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.linear(input, weight, bias);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("in_features", inFeatures).named("out_features", outFeatures);
    settings.named("bias", bias != null);
  }
}
