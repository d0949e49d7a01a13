package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.nn.init.Init;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * {@code y = x1 A x2 + b}: (*, in1) and (*, in2) to (*, out); {@code torch.nn.Bilinear}. Weight
 * (out, in1, in2) and bias (out) begin uniform in +-1/sqrt(in1).
 */
public final class Bilinear extends Module {
  private static final long serialVersionUID = 1L;

  private final int in1Features;
  private final int in2Features;
  private final int outFeatures;
  private final Tensor weight;
  private final Tensor bias;

  public Bilinear(int in1Features, int in2Features, int outFeatures) {
    this(in1Features, in2Features, outFeatures, true);
  }

  public Bilinear(int in1Features, int in2Features, int outFeatures, boolean bias) {
    if (in1Features < 1 || in2Features < 1 || outFeatures < 1) {
      throw new IllegalArgumentException(
          "Bilinear: features must be positive, got "
              + in1Features
              + ", "
              + in2Features
              + " and "
              + outFeatures);
    }
    this.in1Features = in1Features;
    this.in2Features = in2Features;
    this.outFeatures = outFeatures;
    this.weight = registerParameter("weight", Tensors.zeros(outFeatures, in1Features, in2Features));
    this.bias = registerParameter("bias", bias ? Tensors.zeros(outFeatures) : null);
    Init.defaultUniform(weight, this.bias, in1Features);
  }

  public Tensor weight() {
    return weight;
  }

  /** The bias, or null. */
  public Tensor bias() {
    return bias;
  }

  /** Applies the layer to its two inputs. */
  public Tensor call(Tensor input1, Tensor input2) {
    return F.bilinear(input1, input2, weight, bias);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("in1_features", in1Features).named("in2_features", in2Features);
    settings.named("out_features", outFeatures).named("bias", bias != null);
  }
}
