package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** Pads the last dimension with its opposite end; {@code torch.nn.CircularPad1d}. */
public final class CircularPad1d extends PaddingLayer {
  private static final long serialVersionUID = 1L;

  /**
   * @param padding one amount for every side, or (left, right)
   */
  public CircularPad1d(int... padding) {
    super(1, padding);
  }

  @Override
  Tensor pad(Tensor input, int[] amounts) {
    return F.pad(input, "circular", amounts);
  }
}
