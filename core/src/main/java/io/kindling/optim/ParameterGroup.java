package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.util.List;

/** Parameters that share options. Schedules change the options of groups while training runs. */
public final class ParameterGroup {
  private final List<Tensor> parameters;
  private OptimizerOptions options;
  private double initialLr = Double.NaN;
  GroupState state;

  /**
   * A group.
   *
   * @throws IllegalArgumentException when a parameter is no leaf, or not of floating point, or the
   *     learning rate is negative
   */
  public ParameterGroup(List<Tensor> parameters, OptimizerOptions options) {
    this.parameters = List.copyOf(parameters);
    this.options = options;
    Require.startingRate(options);
    for (Tensor parameter : this.parameters) {
      if (!parameter.isLeaf()) {
        throw new IllegalArgumentException("can't optimize a non-leaf Tensor");
      }
      if (!parameter.dtype().isFloatingPoint()) {
        throw new IllegalArgumentException(
            "can't optimize a tensor of type "
                + parameter.dtype()
                + "; parameters are torch.float32 or torch.float64");
      }
    }
  }

  public List<Tensor> parameters() {
    return parameters;
  }

  public OptimizerOptions options() {
    return options;
  }

  /**
   * Replaces the options, from the next step on.
   *
   * @throws IllegalArgumentException when they belong to another optimizer
   */
  public void setOptions(OptimizerOptions value) {
    if (value.getClass() != options.getClass()) {
      throw new IllegalArgumentException(
          "ParameterGroup.setOptions: wants "
              + options.getClass().getName()
              + ", got "
              + value.getClass().getName());
    }
    options = value;
  }

  /** Learning rate, used by the next step. */
  public double lr() {
    return options.lr();
  }

  public void setLr(double value) {
    options = options.lr(value);
  }

  /** The learning rate before any schedule changed it; NaN without a schedule. */
  public double initialLr() {
    return initialLr;
  }

  /** Set by schedules. */
  public void setInitialLr(double value) {
    initialLr = value;
  }
}
