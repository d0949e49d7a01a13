package io.kindling.nn.spec.own;

import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.tensor.Tensor;

/** A module whose only constructor takes nothing. */
public final class Plain extends Module {
  private static final long serialVersionUID = 1L;

  private final Linear layer = register("layer", new Linear(4, 3));
  private double factor = 1;

  public Plain() {}

  /** What a new one does not have. */
  public Plain factor(double value) {
    factor = value;
    return this;
  }

  @Override
  public Tensor forward(Tensor x) {
    return layer.call(x).mul(factor);
  }
}
