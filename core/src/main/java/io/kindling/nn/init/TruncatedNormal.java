package io.kindling.nn.init;

import io.kindling.random.Generator;

/**
 * Standard normal values within an interval, by rejection from the proposal that fits it.
 *
 * <p>Source: Robert, "Simulation of truncated normal variables", 1995.
 */
final class TruncatedNormal {
  private static final double WIDE = Math.sqrt(2 * Math.PI);

  private TruncatedNormal() {}

  static double next(Generator generator, double low, double high) {
    if (low > 0) {
      return tail(generator, low, high);
    }
    if (high < 0) {
      return -tail(generator, -high, -low);
    }
    if (high - low > WIDE) {
      double value = generator.nextGaussian();
      while (value < low || value > high) {
        value = generator.nextGaussian();
      }
      return value;
    }
    return flat(generator, low, high, 0);
  }

  /** {@code 0 < low < high}: exponential where that falls off within the interval, else uniform. */
  private static double tail(Generator generator, double low, double high) {
    double rate = (low + Math.sqrt(low * low + 4)) / 2;
    if ((high - low) * rate < 1) {
      return flat(generator, low, high, low);
    }
    while (true) {
      double value = low - Math.log(1 - generator.nextDouble()) / rate;
      double distance = value - rate;
      if (value <= high && generator.nextDouble() <= Math.exp(-distance * distance / 2)) {
        return value;
      }
    }
  }

  /** Uniform proposals; {@code mode} is where the density is largest. */
  private static double flat(Generator generator, double low, double high, double mode) {
    while (true) {
      double value = low + (high - low) * generator.nextDouble();
      if (generator.nextDouble() <= Math.exp((mode * mode - value * value) / 2)) {
        return value;
      }
    }
  }
}
