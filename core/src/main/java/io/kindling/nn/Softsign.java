package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** x / (1 + |x|); {@code torch.nn.Softsign}. */
public final class Softsign extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return F.softsign(input);
  }
}
