package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** Pads the last two dimensions with their opposite ends; {@code torch.nn.CircularPad2d}. */
public final class CircularPad2d extends PaddingLayer {
  private static final long serialVersionUID = 1L;

  /**
   * @param padding one amount for every side, or (left, right, top, bottom)
   */
  public CircularPad2d(int... padding) {
    super(2, padding);
  }

  @Override
  Tensor pad(Tensor input, int[] amounts) {
    return F.pad(input, "circular", amounts);
  }
}
