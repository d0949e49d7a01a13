package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** x - tanh(x); {@code torch.nn.Tanhshrink}. */
public final class Tanhshrink extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return F.tanhshrink(input);
  }
}
