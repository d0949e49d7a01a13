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

  /** In [0, infinity). */
  static void notNegative(String optimizer, String option, double value) {
    that(
        value >= 0 && value < Double.POSITIVE_INFINITY,
        optimizer,
        option,
        value,
        "finite and not negative");
  }

  /** In [0, 1): a coefficient of a running average. */
  static void decay(String optimizer, String option, double value) {
    that(value >= 0 && value < 1, optimizer, option, value, "in [0, 1)");
  }
}
