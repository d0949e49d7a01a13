package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** The input itself; {@code torch.nn.Identity}. */
public final class Identity extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return input;
  }
}
