package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** The logarithm of softmax along a dimension; {@code torch.nn.LogSoftmax}. */
public final class LogSoftmax extends Module {
  private static final long serialVersionUID = 1L;

  private final int dim;

  public LogSoftmax(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.logSoftmax(input, dim);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("dim", dim);
  }
}
