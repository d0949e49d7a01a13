package io.kindling.optim;

/** Checks of options; the message names optimizer, option and value. */
final class Require {
  private Require() {}

  static void that(boolean holds, String optimizer, String option, Object value, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException(
          optimizer + ": invalid " + option + " " + value + "; it must be " + wanted);
    }
  }

  /** A learning rate: one that a schedule sets may fall below zero at the end, as in PyTorch. */
  static void finite(String optimizer, String option, double value) {
    that(Double.isFinite(value), optimizer, option, value, "finite and not negative");
  }

  /** A learning rate to begin with. */
  static void startingRate(OptimizerOptions options) {
    notNegative(options.optimizerName(), "lr", options.lr());
  }

  /** In [0, infinity). */
  static void notNegative(String optimizer, String option, double value) {
    that(
        value >= 0 && value < Double.POSITIVE_INFINITY,
        optimizer,
        option,
        value,
        "finite and not negative");
  }

  /** The options that most optimizers have. */
  static void common(String optimizer, double lr, double eps, double weightDecay) {
    finite(optimizer, "lr", lr);
    notNegative(optimizer, "eps", eps);
    notNegative(optimizer, "weightDecay", weightDecay);
  }

  /** The coefficients of both running averages. */
  static void betas(String optimizer, double beta1, double beta2) {
    decay(optimizer, "beta1", beta1);
    decay(optimizer, "beta2", beta2);
  }

  /** In [0, 1): a coefficient of a running average. */
  static void decay(String optimizer, String option, double value) {
    that(value >= 0 && value < 1, optimizer, option, value, "in [0, 1)");
  }
}
