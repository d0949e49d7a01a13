package io.kindling.nn;

import io.kindling.ops.Masks;
import io.kindling.tensor.Tensor;

/**
 * While training, zeroes whole channels with probability p and scales the rest by 1 / (1 - p);
 * {@code torch.nn.Dropout2d}. The random numbers are those of the current {@link
 * io.kindling.random.Generator}.
 */
public final class Dropout2d extends Module {
  private static final long serialVersionUID = 1L;

  private final double p;

  /** p 0.5. */
  public Dropout2d() {
    this(0.5);
  }

  /**
   * @param p the probability of zero
   */
  public Dropout2d(double p) {
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
    if (input.dim() != 4 && input.dim() != 3) {
      throw new IllegalArgumentException(
          "Dropout2d: expected input (N, C, H, W) or (N, C, L), got " + input.shape());
    }
    int[] sizes = input.shape().toArray();
    for (int i = 2; i < sizes.length; i++) {
      sizes[i] = 1;
    }
    return Masks.dropout(input, p, sizes);
  }

  @Override
  protected String extraRepr() {
    return "p=" + PythonText.number(p) + ", inplace=False";
  }
}
