package io.kindling.nn;

import io.kindling.ops.EdgePadding;
import io.kindling.tensor.Tensor;

/** Pads the last two dimensions with their opposite ends; {@code torch.nn.CircularPad2d}. */
public final class CircularPad2d extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] padding;

  /**
   * @param padding one amount for every side, or (left, right, top, bottom)
   */
  public CircularPad2d(int... padding) {
    this.padding = PaddingAmounts.of("CircularPad2d", 4, padding);
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
