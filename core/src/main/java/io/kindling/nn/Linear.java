package io.kindling.nn;

import io.kindling.nn.init.Init;
import io.kindling.ops.MatMul;
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
    if (input.dim() == 0 || input.size(-1) != inFeatures) {
      throw new IllegalArgumentException(
          "Linear: input of shape "
              + input.shape()
              + " must have "
              + inFeatures
              + " features in its last dimension, as weight "
              + weight.shape()
              + " wants");
    }
    if (input.dim() == 2 && bias != null) {
      return MatMul.addmm(bias, input, weight.t());
    }
    Tensor product = input.matmul(weight.t());
    return bias == null ? product : product.add(bias);
  }

  @Override
  protected String extraRepr() {
    return "in_features="
        + inFeatures
        + ", out_features="
        + outFeatures
        + ", bias="
        + (bias == null ? "False" : "True");
  }
}
