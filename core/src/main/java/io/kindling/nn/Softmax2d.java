package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** Softmax over the channels of (N, C, H, W) or (C, H, W); {@code torch.nn.Softmax2d}. */
public final class Softmax2d extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    if (input.dim() != 3 && input.dim() != 4) {
      throw new IllegalArgumentException(
          "Softmax2d: expected input to be 3D or 4D, got shape " + input.shape());
    }
    return F.softmax(input, -3);
  }
}
