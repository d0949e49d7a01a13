package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * log(1 + e^(beta x)) / beta, and x itself where beta x exceeds the threshold; {@code
 * torch.nn.Softplus}.
 */
public final class Softplus extends Module {
  private static final long serialVersionUID = 1L;

  private final double beta;
  private final double threshold;

  /** Beta 1, threshold 20. */
  public Softplus() {
    this(1, 20);
  }

  public Softplus(double beta, double threshold) {
    this.beta = beta;
    this.threshold = threshold;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.softplus(input, beta, threshold);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("beta", beta);
    settings.named("threshold", threshold);
  }
}
