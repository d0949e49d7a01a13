package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;

/** min(max(x + 3, 0), 6) / 6; {@code torch.nn.Hardsigmoid}. */
public final class Hardsigmoid extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return Activations.hardsigmoid(input);
  }
}
