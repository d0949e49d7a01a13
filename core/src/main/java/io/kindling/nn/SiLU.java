package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;

/** x * sigmoid(x), also called swish; {@code torch.nn.SiLU}. */
public final class SiLU extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return Activations.silu(input);
  }
}
