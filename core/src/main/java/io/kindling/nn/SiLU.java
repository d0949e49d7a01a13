package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** x * sigmoid(x); {@code torch.nn.SiLU}. */
public final class SiLU extends Activation {
  private static final long serialVersionUID = 1L;

  public SiLU() {
    this(false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public SiLU(boolean inplace) {
    super(inplace);
  }

  @Override
  Tensor activate(Tensor input) {
    return F.silu(input);
  }
}
