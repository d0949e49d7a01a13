package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;

/** x above 0, negativeSlope * x below; {@code torch.nn.LeakyReLU}. */
public final class LeakyReLU extends Module {
  private static final long serialVersionUID = 1L;

  private final double negativeSlope;

  /** negativeSlope 0.01. */
  public LeakyReLU() {
    this(0.01);
  }

  public LeakyReLU(double negativeSlope) {
    this.negativeSlope = negativeSlope;
  }

  @Override
  public Tensor forward(Tensor input) {
    return Activations.leakyRelu(input, negativeSlope);
  }

  @Override
  protected String extraRepr() {
    return "negative_slope=" + PythonText.number(negativeSlope);
  }
}
