package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** min(max(x, 0), 6); {@code torch.nn.ReLU6}. */
public final class ReLU6 extends Activation {
  private static final long serialVersionUID = 1L;

  public ReLU6() {
    this(false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public ReLU6(boolean inplace) {
    super(inplace);
  }

  @Override
  Tensor activate(Tensor input) {
    return F.relu6(input);
  }
}
