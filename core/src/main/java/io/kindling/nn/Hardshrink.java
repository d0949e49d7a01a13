package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** x where |x| exceeds lambda, else 0; {@code torch.nn.Hardshrink}. */
public final class Hardshrink extends Module {
  private static final long serialVersionUID = 1L;

  private final double lambda;

  /** Lambda 0.5. */
  public Hardshrink() {
    this(0.5);
  }

  public Hardshrink(double lambda) {
    this.lambda = lambda;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.hardshrink(input, lambda);
  }

  @Override
  protected void describe(Settings settings) {
    settings.bare("lambd", lambda);
  }
}
