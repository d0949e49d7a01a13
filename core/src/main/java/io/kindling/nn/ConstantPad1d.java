package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Pads the last dimension with a constant; {@code torch.nn.ConstantPad1d}. */
public final class ConstantPad1d extends PaddingLayer {
  private static final long serialVersionUID = 1L;

  private final double value;

  /**
   * @param value what stands in the padding
   * @param padding one amount for every side, or (left, right)
   */
  public ConstantPad1d(double value, int... padding) {
    super(1, padding);
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
