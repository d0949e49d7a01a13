package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** x * tanh(softplus(x)) (Misra, 2019); {@code torch.nn.Mish}. */
public final class Mish extends Activation {
  private static final long serialVersionUID = 1L;

  public Mish() {
    this(false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public Mish(boolean inplace) {
    super(inplace);
  }

  @Override
  Tensor activate(Tensor input) {
    return F.mish(input);
  }
}
