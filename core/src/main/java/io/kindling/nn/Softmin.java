package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** Softmax of -x along a dimension; {@code torch.nn.Softmin}. */
public final class Softmin extends Module {
  private static final long serialVersionUID = 1L;

  private final int dim;

  public Softmin(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.softmin(input, dim);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("dim", dim);
  }
}
