package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Pads the last two dimensions with a constant; {@code torch.nn.ConstantPad2d}. */
public final class ConstantPad2d extends PaddingLayer {
  private static final long serialVersionUID = 1L;

  private final double value;

  /**
   * @param value what stands in the padding
   * @param padding one amount for every side, or (left, right, top, bottom)
   */
  public ConstantPad2d(double value, int... padding) {
    super(2, padding);
    this.value = value;
  }

  @Override
  Tensor pad(Tensor input, int[] amounts) {
    return input.pad(value, amounts);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("padding", amounts()).named("value", value);
  }
}
