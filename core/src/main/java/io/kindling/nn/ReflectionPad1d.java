package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * Pads the last dimension with its mirror image, without the edge; {@code
 * torch.nn.ReflectionPad1d}.
 */
public final class ReflectionPad1d extends PaddingLayer {
  private static final long serialVersionUID = 1L;

  /**
   * @param padding one amount for every side, or (left, right)
   */
  public ReflectionPad1d(int... padding) {
    super(1, padding);
  }

  @Override
  Tensor pad(Tensor input, int[] amounts) {
    return F.pad(input, "reflect", amounts);
  }
}
