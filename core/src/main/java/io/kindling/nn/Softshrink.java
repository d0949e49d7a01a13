package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** x moved towards 0 by lambda, and 0 near it; {@code torch.nn.Softshrink}. */
public final class Softshrink extends Module {
  private static final long serialVersionUID = 1L;

  private final double lambda;

  /** Lambda 0.5. */
  public Softshrink() {
    this(0.5);
  }

  public Softshrink(double lambda) {
    this.lambda = lambda;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.softshrink(input, lambda);
  }

  @Override
  protected void describe(Settings settings) {
    settings.bare("lambd", lambda);
  }
}
