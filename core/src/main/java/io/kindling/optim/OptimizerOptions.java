package io.kindling.optim;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The options of one parameter group: an immutable record with PyTorch's names and defaults, whose
 * one-argument methods give changed copies.
 *
 * <pre>{@code
 * Adam.options().lr(3e-4).weightDecay(0.01).create(model.parameters())
 * }</pre>
 */
public interface OptimizerOptions extends OptimizerFactory {
  /** Learning rate. */
  double lr();

  /** A copy with this learning rate. */
  OptimizerOptions lr(double value);

  /**
   * An optimizer over groups of parameters, each with its own options of this class; {@code
   * io.kindling.nn.ParameterGroups} makes some by a rule.
   *
   * @throws UnsupportedOperationException when the optimizer knows one group only
   */
  default Optimizer createGroups(List<ParameterGroup> groups) {
    throw new UnsupportedOperationException(optimizerName() + " has no way to take groups");
  }

  /** What the schedules OneCycleLR and CyclicLR cycle: momentum or beta1; empty if neither. */
  default OptionalDouble cycledMomentum() {
    return OptionalDouble.empty();
  }

  /** A copy with this momentum or beta1. */
  default OptimizerOptions cycledMomentum(double value) {
    throw new UnsupportedOperationException(optimizerName() + " has neither momentum nor beta1");
  }

  /** The optimizer's name, for messages: the class around the options. */
  default String optimizerName() {
    Class<?> around = getClass().getEnclosingClass();
    return (around == null ? getClass() : around).getSimpleName();
  }
}
