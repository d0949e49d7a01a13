package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** The hyperbolic tangent; {@code torch.nn.Tanh}. */
public final class Tanh extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return F.tanh(input);
  }
}
