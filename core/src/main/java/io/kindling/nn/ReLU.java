package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** max(x, 0); {@code torch.nn.ReLU}. */
public final class ReLU extends Activation {
  private static final long serialVersionUID = 1L;

  public ReLU() {
    this(false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public ReLU(boolean inplace) {
    super(inplace);
  }

  @Override
  Tensor activate(Tensor input) {
    return F.relu(input);
  }
}
