package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * While training, zeroes whole channels of (N, C, L) with probability p and scales the rest by 1 /
 * (1 - p); {@code torch.nn.Dropout1d}. The random numbers are those of the current {@link
 * io.kindling.random.Generator}.
 */
public final class Dropout1d extends DropoutLayer {
  private static final long serialVersionUID = 1L;

  /** P 0.5. */
  public Dropout1d() {
    this(0.5);
  }

  /**
   * @param p the probability of zero
   */
  public Dropout1d(double p) {
    this(p, false);
  }

  /**
   * @param p the probability of zero
   * @param inplace whether the input is overwritten
   */
  public Dropout1d(double p, boolean inplace) {
    super(p, inplace);
  }

  @Override
  Tensor drop(Tensor input, double probability, boolean training) {
    return F.dropout1d(input, probability, training);
  }
}
