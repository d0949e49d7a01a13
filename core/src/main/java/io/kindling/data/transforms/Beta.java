package io.kindling.data.transforms;

import io.kindling.random.Generator;

/**
 * Draws from the symmetric Beta distribution, by two Gamma variables (Marsaglia and Tsang 2000).
 */
final class Beta {
  private Beta() {}

  /** In 0..1; for {@code alpha} 1 uniform. */
  static double draw(double alpha, Generator random) {
    double a = gamma(alpha, random);
    double b = gamma(alpha, random);
    return a + b > 0 ? a / (a + b) : random.nextDouble() < 0.5 ? 0 : 1;
  }

  private static double gamma(double shape, Generator random) {
    if (shape < 1) {
      double u = 1 - random.nextDouble();
      return gamma(shape + 1, random) * StrictMath.pow(u, 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      if (v <= 0) {
        continue;
      }
      v = v * v * v;
      double u = 1 - random.nextDouble();
      if (StrictMath.log(u) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
        return d * v;
      }
    }
  }

  static double checked(String what, double alpha) {
    if (!(alpha > 0 && alpha <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(what + ": alpha must be above 0, got " + alpha);
    }
    return alpha;
  }
}
