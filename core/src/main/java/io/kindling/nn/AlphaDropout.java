package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * Dropout that keeps mean and variance of self-normalizing networks (Klambauer et al., 2017);
 * {@code torch.nn.AlphaDropout}. The random numbers are those of the current {@link
 * io.kindling.random.Generator}.
 */
public final class AlphaDropout extends DropoutLayer {
  private static final long serialVersionUID = 1L;

  /** P 0.5. */
  public AlphaDropout() {
    this(0.5);
  }

  /**
   * @param p the probability of zero
   */
  public AlphaDropout(double p) {
    this(p, false);
  }

  /**
   * @param p the probability of zero
   * @param inplace whether the input is overwritten
   */
  public AlphaDropout(double p, boolean inplace) {
    super(p, inplace);
  }

  @Override
  Tensor drop(Tensor input, double probability, boolean training) {
    return F.alphaDropout(input, probability, training);
  }
}
