package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Pads the last two dimensions with zeros; {@code torch.nn.ZeroPad2d}. */
public final class ZeroPad2d extends PaddingLayer {
  private static final long serialVersionUID = 1L;

  /**
   * @param padding one amount for every side, or (left, right, top, bottom)
   */
  public ZeroPad2d(int... padding) {
    super(2, padding);
  }

  @Override
  Tensor pad(Tensor input, int[] amounts) {
    return input.pad(0, amounts);
  }
}
