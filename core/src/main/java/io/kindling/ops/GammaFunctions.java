package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Tensor;

/** The logarithm of the gamma function and its derivatives. */
public final class GammaFunctions {
  /** Lanczos approximation with g = 7 and nine terms (Godfrey), about 1e-15 relative. */
  private static final double[] LANCZOS = {
    0.99999999999980993,
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7
  };

  /** Bernoulli numbers B2, B4, ... */
  private static final double[] BERNOULLI = {
    1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510
  };

  /** From here on the asymptotic series have double precision. */
  private static final double LARGE = 12;

  private GammaFunctions() {}

  /** log |gamma(x)|; its slope is {@link #digamma}. */
  public static Tensor lgamma(Tensor x) {
    return Recorder.op("LgammaBackward0")
        .save(x)
        .input(x, (g, s) -> g.mul(digamma(s.get(0))))
        .record(Elementwise.unary(x, TypePromotion.floating(x.dtype()), GammaFunctions::logGamma));
  }

  /** The derivative of log gamma; its slope is {@code polygamma(1, x)}. */
  public static Tensor digamma(Tensor x) {
    return Recorder.op("DigammaBackward0")
        .save(x)
        .input(x, (g, s) -> g.mul(polygamma(1, s.get(0))))
        .record(Elementwise.unary(x, TypePromotion.floating(x.dtype()), GammaFunctions::psi));
  }

  /** The n-th derivative of {@link #digamma}; n = 0 is digamma itself. */
  public static Tensor polygamma(int n, Tensor x) {
    if (n < 0) {
      throw new IllegalArgumentException("polygamma(n, x) does not support negative n, got " + n);
    }
    if (n == 0) {
      return digamma(x);
    }
    return Recorder.op("PolygammaBackward0")
        .save(x)
        .input(x, (g, s) -> g.mul(polygamma(n + 1, s.get(0))))
        .record(Elementwise.unary(x, TypePromotion.floating(x.dtype()), v -> polygamma(n, v)));
  }

  private static double logGamma(double x) {
    if (Double.isInfinite(x) || (x <= 0 && x == Math.rint(x))) {
      return Double.POSITIVE_INFINITY;
    }
    if (x < 0.5) {
      return Math.log(Math.PI / Math.abs(sinPi(x))) - logGamma(1 - x);
    }
    double sum = LANCZOS[0];
    double z = x - 1;
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (z + i);
    }
    double t = z + 7.5;
    return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
  }

  private static double psi(double x) {
    if (x == 0) {
      return Math.copySign(Double.POSITIVE_INFINITY, -x);
    }
    if (x < 0) {
      double fraction = x - Math.ceil(x);
      return x == Math.rint(x) ? Double.NaN : psi(1 - x) - Math.PI / Math.tan(Math.PI * fraction);
    }
    double shift = 0;
    double at = x;
    while (at < LARGE) {
      shift -= 1 / at;
      at++;
    }
    double series = 0;
    double power = 1;
    for (int k = 0; k < BERNOULLI.length; k++) {
      power /= at * at;
      series += BERNOULLI[k] * power / (2 * (k + 1));
    }
    return Double.isInfinite(at) ? at : shift + Math.log(at) - 0.5 / at - series;
  }

  /** (-1)^(n+1) n! zeta(n+1, x). */
  private static double polygamma(int n, double x) {
    double factorial = 1;
    for (int i = 2; i <= n; i++) {
      factorial *= i;
    }
    return (n % 2 == 1 ? 1 : -1) * factorial * zeta(n + 1, x);
  }

  /** The sum of (x + k)^-s over k = 0, 1, ...; s is 2 or larger. */
  private static double zeta(int s, double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return x > 0 ? 0 : Double.NaN;
    }
    if (x > 0) {
      return positiveZeta(s, x);
    }
    double fraction = -x - Math.floor(-x);
    if (fraction == 0) {
      return Double.POSITIVE_INFINITY;
    }
    // The terms below zero are, but for the sign, those from their fraction to -x.
    double below = positiveZeta(s, fraction) - positiveZeta(s, 1 - x);
    return positiveZeta(s, 1 - fraction) + (s % 2 == 0 ? below : -below);
  }

  /** By Euler-Maclaurin. */
  private static double positiveZeta(int s, double x) {
    double zeta = 0;
    double at = x;
    while (at < LARGE) {
      zeta += Math.pow(at, -s);
      at++;
    }
    zeta += Math.pow(at, 1 - s) / (s - 1) + 0.5 * Math.pow(at, -s);
    double term = s * Math.pow(at, -s - 1) / 2;
    for (int k = 0; k < BERNOULLI.length; k++) {
      zeta += BERNOULLI[k] * term;
      double j = 2 * k + 3;
      term *= (s + j - 2) * (s + j - 1) / (j * (j + 1) * at * at);
    }
    return zeta;
  }

  /** sin(pi x), exact at large arguments. */
  private static double sinPi(double x) {
    return Math.sin(Math.PI * Math.IEEEremainder(x, 2));
  }
}
