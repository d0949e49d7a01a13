package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** e^x / sum(e^x) along a dimension; {@code torch.nn.Softmax}. */
public final class Softmax extends Module {
  private static final long serialVersionUID = 1L;

  private final int dim;

  public Softmax(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.softmax(input, dim);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("dim", dim);
  }
}
