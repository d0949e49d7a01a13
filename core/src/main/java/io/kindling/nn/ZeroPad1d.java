package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Pads the last dimension with zeros; {@code torch.nn.ZeroPad1d}. */
public final class ZeroPad1d extends PaddingLayer {
  private static final long serialVersionUID = 1L;

  /**
   * @param padding one amount for every side, or (left, right)
   */
  public ZeroPad1d(int... padding) {
    super(1, padding);
  }

  @Override
  Tensor pad(Tensor input, int[] amounts) {
    return input.pad(0, amounts);
  }
}
