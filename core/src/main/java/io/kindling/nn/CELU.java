package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;

/** max(0, x) + min(0, alpha * (e^(x / alpha) - 1)); {@code torch.nn.CELU}. */
public final class CELU extends Module {
  private static final long serialVersionUID = 1L;

  private final double alpha;

  /** alpha 1. */
  public CELU() {
    this(1);
  }

  public CELU(double alpha) {
    this.alpha = alpha;
  }

  @Override
  public Tensor forward(Tensor input) {
    return Activations.celu(input, alpha);
  }

  @Override
  protected String extraRepr() {
    return "alpha=" + PythonText.number(alpha);
  }
}
