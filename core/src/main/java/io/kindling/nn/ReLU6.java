package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;

/** min(max(x, 0), 6); {@code torch.nn.ReLU6}. */
public final class ReLU6 extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return Activations.hardtanh(input, 0, 6);
  }
}
