package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;

/** x * tanh(softplus(x)) (Misra, 2019); {@code torch.nn.Mish}. */
public final class Mish extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return Activations.mish(input);
  }
}
