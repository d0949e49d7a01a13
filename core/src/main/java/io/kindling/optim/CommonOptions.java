package io.kindling.optim;

import io.kindling.text.RecordOptions;

/**
 * Options that most optimizers have; each method gives a changed copy.
 *
 * @param <O> the record of options
 */
public interface CommonOptions<O extends CommonOptions<O>> extends OptimizerOptions {
  /** With this number added to the denominator. */
  default O eps(double value) {
    return with("eps", value);
  }

  /** With this L2 penalty, or share by which the parameter shrinks. */
  default O weightDecay(double value) {
    return with("weightDecay", value);
  }

  /** Up the gradient, or down. */
  default O maximize(boolean value) {
    return with("maximize", value);
  }

  /** A copy with one component of the record changed. */
  @SuppressWarnings("unchecked") // a record's copy is such a record
  default O with(String option, Object value) {
    return (O) RecordOptions.copy((Record) this, option, value);
  }
}
