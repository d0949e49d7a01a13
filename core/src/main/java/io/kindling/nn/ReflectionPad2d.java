package io.kindling.nn;

import io.kindling.ops.EdgePadding;
import io.kindling.tensor.Tensor;

/** Pads the last two dimensions with their mirror image; {@code torch.nn.ReflectionPad2d}. */
public final class ReflectionPad2d extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] padding;

  /**
   * @param padding one amount for every side, or (left, right, top, bottom)
   */
  public ReflectionPad2d(int... padding) {
    this.padding = PaddingAmounts.of("ReflectionPad2d", 4, padding);
  }

  @Override
  public Tensor forward(Tensor input) {
    return EdgePadding.pad(input, EdgePadding.Mode.REFLECT, padding);
  }

  @Override
  protected String extraRepr() {
    return PaddingAmounts.text(padding);
  }
}
