package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** x above the threshold, else a value; {@code torch.nn.Threshold}. */
public final class Threshold extends Activation {
  private static final long serialVersionUID = 1L;

  private final double threshold;
  private final double value;

  public Threshold(double threshold, double value) {
    this(threshold, value, false);
  }

  /**
   * @param inplace whether the input is overwritten
   */
  public Threshold(double threshold, double value, boolean inplace) {
    super(inplace);
    this.threshold = threshold;
    this.value = value;
  }

  @Override
  Tensor activate(Tensor input) {
    return F.threshold(input, threshold, value);
  }

  @Override
  void describeOwn(Settings settings) {
    settings.named("threshold", threshold).named("value", value);
  }
}
