package io.kindling.nn.functional;

/**
 * Checks of what a loss is made of, for the losses as functions and as modules alike; the message
 * begins with the name of the one or the other.
 */
public final class LossArguments {
  private LossArguments() {}

  /** The argument, if it is a number above 0. */
  public static double positive(String loss, String argument, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(
          loss + ": expected " + argument + " to be greater than 0, got " + value + " instead");
    }
    return value;
  }

  /** The beta of smooth L1, if it is not negative. */
  public static double beta(String loss, double value) {
    if (!(value >= 0)) {
      throw new IllegalArgumentException(
          loss + ": smooth_l1_loss does not support negative values for beta, got " + value);
    }
    return value;
  }

  /** The smoothing of cross entropy, if it is in [0, 1]. */
  public static double labelSmoothing(String loss, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          loss + ": label_smoothing must be between 0.0 and 1.0. Got: " + value);
    }
    return value;
  }

  /** The power of a margin loss, if it is 1 or 2. */
  public static int power(String loss, int value) {
    if (value != 1 && value != 2) {
      throw new IllegalArgumentException(loss + ": only p == 1 and p == 2 supported, got " + value);
    }
    return value;
  }
}
