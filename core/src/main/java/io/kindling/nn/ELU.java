package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** x above 0, alpha * (e^x - 1) below; {@code torch.nn.ELU}. */
public final class ELU extends Activation {
  private static final long serialVersionUID = 1L;

  private final double alpha;

  /** Alpha 1. */
  public ELU() {
    this(1, false);
  }

  public ELU(double alpha) {
    this(alpha, false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public ELU(double alpha, boolean inplace) {
    super(inplace);
    this.alpha = alpha;
  }

  @Override
  Tensor activate(Tensor input) {
    return F.elu(input, alpha);
  }

  @Override
  void describeOwn(Settings settings) {
    settings.named("alpha", alpha);
  }
}
