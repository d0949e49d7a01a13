package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * x above 0; below it x times a slope that is random while training (Xu et al., 2015); {@code
 * torch.nn.RReLU}.
 */
public final class RReLU extends Activation {
  private static final long serialVersionUID = 1L;

  private final double lower;
  private final double upper;

  /** Lower 1. / 8, upper 1. / 3. */
  public RReLU() {
    this(1. / 8, 1. / 3, false);
  }

  public RReLU(double lower, double upper) {
    this(lower, upper, false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public RReLU(double lower, double upper, boolean inplace) {
    super(inplace);
    this.lower = lower;
    this.upper = upper;
  }

  @Override
  Tensor activate(Tensor input) {
    return F.rrelu(input, lower, upper, isTraining());
  }

  @Override
  void describeOwn(Settings settings) {
    settings.named("lower", lower);
    settings.named("upper", upper);
  }
}
