package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** x above 0, negativeSlope * x below; {@code torch.nn.LeakyReLU}. */
public final class LeakyReLU extends Activation {
  private static final long serialVersionUID = 1L;

  private final double negativeSlope;

  /** NegativeSlope 0.01. */
  public LeakyReLU() {
    this(0.01, false);
  }

  public LeakyReLU(double negativeSlope) {
    this(negativeSlope, false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public LeakyReLU(double negativeSlope, boolean inplace) {
    super(inplace);
    this.negativeSlope = negativeSlope;
  }

  @Override
  Tensor activate(Tensor input) {
    return F.leakyRelu(input, negativeSlope);
  }

  @Override
  void describeOwn(Settings settings) {
    settings.named("negative_slope", negativeSlope);
  }
}
