package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** max(x, 0) of each element; {@code torch.nn.ReLU}. */
public final class ReLU extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return input.relu();
  }
}
