package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Pads the last two dimensions with zeros; {@code torch.nn.ZeroPad2d}. */
public final class ZeroPad2d extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] padding;

  /**
   * @param padding one amount for every side, or (left, right, top, bottom)
   */
  public ZeroPad2d(int... padding) {
    this.padding = PaddingAmounts.of("ZeroPad2d", 4, padding);
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.pad(0, padding);
  }

  @Override
  protected String extraRepr() {
    return PaddingAmounts.text(padding);
  }
}
