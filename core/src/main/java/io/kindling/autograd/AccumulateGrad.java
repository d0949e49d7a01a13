package io.kindling.autograd;

import io.kindling.tensor.Tensor;

/** The end of a path: adds the gradient into a leaf's {@code grad}. */
public final class AccumulateGrad extends Node {
  private final Tensor variable;

  AccumulateGrad(Tensor variable) {
    // Runs as soon as it is ready: leaves first keeps few gradients alive.
    super("AccumulateGrad", new Edge[0], Long.MAX_VALUE);
    this.variable = variable;
    setOutputs(OutputMeta.of(variable));
  }

  /** The leaf. */
  public Tensor variable() {
    return variable;
  }

  /** The variable has another type now. */
  void retype() {
    setOutputs(OutputMeta.of(variable));
  }

  @Override
  boolean showsGradients() {
    return false;
  }

  @Override
  protected Tensor[] backward(Tensor[] gradOutputs) {
    if (gradOutputs[0] != null) {
      variable.autograd().accumulate(gradOutputs[0]);
    }
    return new Tensor[0];
  }
}
