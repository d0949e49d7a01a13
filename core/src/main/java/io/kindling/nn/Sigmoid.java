package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** 1 / (1 + e^-x); {@code torch.nn.Sigmoid}. */
public final class Sigmoid extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return F.sigmoid(input);
  }
}
