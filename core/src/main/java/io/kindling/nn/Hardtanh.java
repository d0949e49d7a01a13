package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** x limited to [minVal, maxVal]; {@code torch.nn.Hardtanh}. */
public final class Hardtanh extends Activation {
  private static final long serialVersionUID = 1L;

  private final double minVal;
  private final double maxVal;

  /** MinVal -1, maxVal 1. */
  public Hardtanh() {
    this(-1, 1, false);
  }

  public Hardtanh(double minVal, double maxVal) {
    this(minVal, maxVal, false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public Hardtanh(double minVal, double maxVal, boolean inplace) {
    super(inplace);
    if (!(maxVal > minVal)) {
      throw new IllegalArgumentException(
          "Hardtanh: max_val must be larger than min_val, got " + minVal + " and " + maxVal);
    }
    this.minVal = minVal;
    this.maxVal = maxVal;
  }

  @Override
  Tensor activate(Tensor input) {
    return F.hardtanh(input, minVal, maxVal);
  }

  @Override
  void describeOwn(Settings settings) {
    settings.named("min_val", minVal);
    settings.named("max_val", maxVal);
  }
}
