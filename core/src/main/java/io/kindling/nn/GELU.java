package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * x * Phi(x) with the normal distribution function (Hendrycks and Gimpel, 2016); {@code
 * torch.nn.GELU}.
 */
public final class GELU extends Module {
  private static final long serialVersionUID = 1L;

  private final String approximate;

  /** Exact. */
  public GELU() {
    this("none");
  }

  /**
   * @param approximate {@code none}, or {@code tanh} for the approximation by tanh
   */
  public GELU(String approximate) {
    if (!approximate.equals("none") && !approximate.equals("tanh")) {
      throw new IllegalArgumentException(
          "GELU: approximate argument must be either none or tanh, got '" + approximate + "'");
    }
    this.approximate = approximate;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.gelu(input, approximate);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("approximate", approximate);
  }
}
