package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** log(sigmoid(x)), computed stably; {@code torch.nn.LogSigmoid}. */
public final class LogSigmoid extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return F.logsigmoid(input);
  }
}
