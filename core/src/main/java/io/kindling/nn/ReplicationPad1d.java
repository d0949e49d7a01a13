package io.kindling.nn;

import io.kindling.ops.EdgePadding;
import io.kindling.tensor.Tensor;

/** Pads the last dimension with their edges; {@code torch.nn.ReplicationPad1d}. */
public final class ReplicationPad1d extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] padding;

  /**
   * @param padding one amount for every side, or (left, right)
   */
  public ReplicationPad1d(int... padding) {
    this.padding = PaddingAmounts.of("ReplicationPad1d", 2, padding);
  }

  @Override
  public Tensor forward(Tensor input) {
    return EdgePadding.pad(input, EdgePadding.Mode.REPLICATE, padding);
  }

  @Override
  protected String extraRepr() {
    return PaddingAmounts.text(padding);
  }
}
