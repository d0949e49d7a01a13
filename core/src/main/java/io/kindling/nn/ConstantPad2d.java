package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Pads the last two dimensions with a constant; {@code torch.nn.ConstantPad2d}. */
public final class ConstantPad2d extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] padding;
  private final double value;

  /**
   * @param value what stands in the padding
   * @param padding one amount for every side, or (left, right, top, bottom)
   */
  public ConstantPad2d(double value, int... padding) {
    this.padding = PaddingAmounts.of("ConstantPad2d", 4, padding);
    this.value = value;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.pad(value, padding);
  }

  @Override
  protected String extraRepr() {
    return "padding=" + PaddingAmounts.text(padding) + ", value=" + PythonText.number(value);
  }
}
