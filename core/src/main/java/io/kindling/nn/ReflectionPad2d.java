package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * Pads the last two dimensions with their mirror image, without the edge; {@code
 * torch.nn.ReflectionPad2d}.
 */
public final class ReflectionPad2d extends PaddingLayer {
  private static final long serialVersionUID = 1L;

  /**
   * @param padding one amount for every side, or (left, right, top, bottom)
   */
  public ReflectionPad2d(int... padding) {
    super(2, padding);
  }

  @Override
  Tensor pad(Tensor input, int[] amounts) {
    return F.pad(input, "reflect", amounts);
  }
}
