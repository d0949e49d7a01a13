package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** Self-normalizing ELU (Klambauer et al., 2017); {@code torch.nn.SELU}. */
public final class SELU extends Activation {
  private static final long serialVersionUID = 1L;

  public SELU() {
    this(false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public SELU(boolean inplace) {
    super(inplace);
  }

  @Override
  Tensor activate(Tensor input) {
    return F.selu(input);
  }
}
