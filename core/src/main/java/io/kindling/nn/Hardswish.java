package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;

/** x * min(max(x + 3, 0), 6) / 6; {@code torch.nn.Hardswish}. */
public final class Hardswish extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return Activations.hardswish(input);
  }
}
