package io.kindling.nn;

import io.kindling.ops.EdgePadding;
import io.kindling.tensor.Tensor;

/** Pads the last dimension with their opposite ends; {@code torch.nn.CircularPad1d}. */
public final class CircularPad1d extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] padding;

  /**
   * @param padding one amount for every side, or (left, right)
   */
  public CircularPad1d(int... padding) {
    this.padding = PaddingAmounts.of("CircularPad1d", 2, padding);
  }

  @Override
  public Tensor forward(Tensor input) {
    return EdgePadding.pad(input, EdgePadding.Mode.CIRCULAR, padding);
  }

  @Override
  protected String extraRepr() {
    return PaddingAmounts.text(padding);
  }
}
