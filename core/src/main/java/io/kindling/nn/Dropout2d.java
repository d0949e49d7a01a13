package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * While training, zeroes whole channels of (N, C, H, W) with probability p and scales the rest by 1
 * / (1 - p); {@code torch.nn.Dropout2d}. The random numbers are those of the current {@link
 * io.kindling.random.Generator}.
 */
public final class Dropout2d extends DropoutLayer {
  private static final long serialVersionUID = 1L;

  /** P 0.5. */
  public Dropout2d() {
    this(0.5);
  }

  /**
   * @param p the probability of zero
   */
  public Dropout2d(double p) {
    this(p, false);
  }

  /**
   * @param p the probability of zero
   * @param inplace whether the input is overwritten
   */
  public Dropout2d(double p, boolean inplace) {
    super(p, inplace);
  }

  @Override
  Tensor drop(Tensor input, double probability, boolean training) {
    return F.dropout2d(input, probability, training);
  }
}
