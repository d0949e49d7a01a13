package io.kindling.optim;

import io.kindling.autograd.GradMode;
import io.kindling.tensor.Tensor;
import java.util.List;

/** Changes parameters by their gradients; {@code torch.optim.Optimizer}. */
public abstract class Optimizer {
  private final List<Tensor> parameters;

  protected Optimizer(List<Tensor> parameters) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("optimizer got an empty parameter list");
    }
    this.parameters = List.copyOf(parameters);
  }

  /** Changes every parameter that has a gradient. */
  public final void step() {
    try (var scope = GradMode.noGrad()) {
      for (int i = 0; i < parameters.size(); i++) {
        Tensor parameter = parameters.get(i);
        if (parameter.grad() != null) {
          update(i, parameter, parameter.grad());
        }
      }
    }
  }

  /** Changes parameter number {@code index}. */
  protected abstract void update(int index, Tensor parameter, Tensor gradient);

  /** Sets the gradients to zero, in place. */
  public final void zeroGrad() {
    for (Tensor parameter : parameters) {
      if (parameter.grad() != null) {
        parameter.grad().detach().zero_();
      }
    }
  }

  public final List<Tensor> parameters() {
    return parameters;
  }

  public abstract double learningRate();

  /** Used from the next step on. */
  public abstract void setLearningRate(double learningRate);
}
