package io.kindling.optim;

import java.util.OptionalDouble;

/**
 * Options of optimizers with a momentum, which schedules may cycle.
 *
 * @param <O> the record of options
 */
public interface MomentumOptions<O extends MomentumOptions<O>> extends OptimizerOptions {
  /** Share of the last step that is kept. */
  double momentum();

  /** A copy with this momentum. */
  O momentum(double value);

  @Override
  default OptionalDouble cycledMomentum() {
    return OptionalDouble.of(momentum());
  }

  @Override
  default O cycledMomentum(double value) {
    return momentum(value);
  }
}
