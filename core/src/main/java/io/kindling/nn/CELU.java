package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** max(0, x) + min(0, alpha * (e^(x / alpha) - 1)); {@code torch.nn.CELU}. */
public final class CELU extends Activation {
  private static final long serialVersionUID = 1L;

  private final double alpha;

  /** Alpha 1. */
  public CELU() {
    this(1, false);
  }

  public CELU(double alpha) {
    this(alpha, false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public CELU(double alpha, boolean inplace) {
    super(inplace);
    this.alpha = alpha;
  }

  @Override
  Tensor activate(Tensor input) {
    return F.celu(input, alpha);
  }

  @Override
  void describeOwn(Settings settings) {
    settings.named("alpha", alpha);
  }
}
