package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;

/** x above 0, alpha * (e^x - 1) below; {@code torch.nn.ELU}. */
public final class ELU extends Module {
  private static final long serialVersionUID = 1L;

  private final double alpha;

  /** alpha 1. */
  public ELU() {
    this(1);
  }

  public ELU(double alpha) {
    this.alpha = alpha;
  }

  @Override
  public Tensor forward(Tensor input) {
    return Activations.elu(input, alpha);
  }

  @Override
  protected String extraRepr() {
    return "alpha=" + PythonText.number(alpha);
  }
}
