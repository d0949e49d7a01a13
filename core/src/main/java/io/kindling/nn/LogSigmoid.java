package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;

/** log(sigmoid(x)); {@code torch.nn.LogSigmoid}. */
public final class LogSigmoid extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return Activations.logSigmoid(input);
  }
}
