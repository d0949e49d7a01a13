package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** min(max(x + 3, 0), 6) / 6; {@code torch.nn.Hardsigmoid}. */
public final class Hardsigmoid extends Activation {
  private static final long serialVersionUID = 1L;

  public Hardsigmoid() {
    this(false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public Hardsigmoid(boolean inplace) {
    super(inplace);
  }

  @Override
  Tensor activate(Tensor input) {
    return F.hardsigmoid(input);
  }

  @Override
  protected void describe(Settings settings) {
    settings.hidden(false, "inplace", inplace());
  }
}
