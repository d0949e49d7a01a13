package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;

/** x limited to [minVal, maxVal]; {@code torch.nn.Hardtanh}. */
public final class Hardtanh extends Module {
  private static final long serialVersionUID = 1L;

  private final double minVal;
  private final double maxVal;

  /** minVal -1, maxVal 1. */
  public Hardtanh() {
    this(-1, 1);
  }

  public Hardtanh(double minVal, double maxVal) {
    this.minVal = minVal;
    this.maxVal = maxVal;
  }

  @Override
  public Tensor forward(Tensor input) {
    return Activations.hardtanh(input, minVal, maxVal);
  }

  @Override
  protected String extraRepr() {
    return "min_val=" + PythonText.number(minVal) + ", max_val=" + PythonText.number(maxVal);
  }
}
