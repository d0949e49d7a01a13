package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Pads the last dimension with a constant; {@code torch.nn.ConstantPad1d}. */
public final class ConstantPad1d extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] padding;
  private final double value;

  /**
   * @param value what stands in the padding
   * @param padding one amount for every side, or (left, right)
   */
  public ConstantPad1d(double value, int... padding) {
    this.padding = PaddingAmounts.of("ConstantPad1d", 2, padding);
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
