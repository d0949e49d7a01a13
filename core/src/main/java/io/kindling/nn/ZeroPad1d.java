package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Pads the last dimension with zeros; {@code torch.nn.ZeroPad1d}. */
public final class ZeroPad1d extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] padding;

  /**
   * @param padding one amount for every side, or (left, right)
   */
  public ZeroPad1d(int... padding) {
    this.padding = PaddingAmounts.of("ZeroPad1d", 2, padding);
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
