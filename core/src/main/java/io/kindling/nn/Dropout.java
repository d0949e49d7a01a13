package io.kindling.nn;

import io.kindling.ops.Masks;
import io.kindling.tensor.Tensor;

/**
 * While training, zeroes each element with probability p and scales the rest by 1 / (1 - p); {@code
 * torch.nn.Dropout}. The random numbers are those of the current {@link
 * io.kindling.random.Generator}.
 */
public final class Dropout extends Module {
  private static final long serialVersionUID = 1L;

  private final double p;

  /** p 0.5. */
  public Dropout() {
    this(0.5);
  }

  /**
   * @param p the probability of zero
   */
  public Dropout(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "dropout probability has to be between 0 and 1, but got " + p);
    }
    this.p = p;
  }

  @Override
  public Tensor forward(Tensor input) {
    if (!isTraining() || p == 0) {
      return input;
    }
    return Masks.dropout(input, p, input.shape().toArray());
  }

  @Override
  protected String extraRepr() {
    return "p=" + PythonText.number(p) + ", inplace=False";
  }
}
