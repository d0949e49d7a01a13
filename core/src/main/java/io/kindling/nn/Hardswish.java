package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** x * min(max(x + 3, 0), 6) / 6; {@code torch.nn.Hardswish}. */
public final class Hardswish extends Activation {
  private static final long serialVersionUID = 1L;

  public Hardswish() {
    this(false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public Hardswish(boolean inplace) {
    super(inplace);
  }

  @Override
  Tensor activate(Tensor input) {
    return F.hardswish(input);
  }

  @Override
  protected void describe(Settings settings) {
    settings.hidden(false, "inplace", inplace());
  }
}
