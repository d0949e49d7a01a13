package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Tensor;

/** The error function: {@code erf(x) = 2 / sqrt(pi) * integral of e^(-t^2) from 0 to x}. */
public final class ErrorFunction {
  private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
  private static final double SERIES_LIMIT = 2.5;

  private ErrorFunction() {}

  /** erf of each element. */
  public static Tensor erf(Tensor x) {
    Tensor out = Elementwise.unary(x, TypePromotion.floating(x.dtype()), ErrorFunction::erf);
    return Recorder.op("ErfBackward0")
        .save(x)
        .input(x, (g, s) -> g.mul(s.get(0).square().neg().exp().mul(TWO_OVER_ROOT_PI)))
        .record(out);
  }

  /** 1 - erf of each element, exact where erf is near 1. */
  public static Tensor erfc(Tensor x) {
    Tensor out = Elementwise.unary(x, TypePromotion.floating(x.dtype()), ErrorFunction::erfc);
    return Recorder.op("ErfcBackward0")
        .save(x)
        .input(x, (g, s) -> g.mul(s.get(0).square().neg().exp().mul(-TWO_OVER_ROOT_PI)))
        .record(out);
  }

  /** erf in double, about 1e-15 relative. */
  public static double erf(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    double magnitude = Math.abs(x);
    double value = magnitude < SERIES_LIMIT ? series(magnitude) : 1 - fraction(magnitude);
    return Math.copySign(value, x);
  }

  /** erfc in double. */
  public static double erfc(double x) {
    if (x < SERIES_LIMIT) {
      return x < -SERIES_LIMIT ? 2 - fraction(-x) : 1 - erf(x);
    }
    return fraction(x);
  }

  /** All terms are positive, so nothing cancels (Abramowitz and Stegun 7.1.6). */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
  }

  /** erfc by its continued fraction, from the far end (Abramowitz and Stegun 7.1.14). */
  private static double fraction(double x) {
    if (x > 28) {
      return Double.isNaN(x) ? x : 0;
    }
    double tail = 0;
    for (int k = 120; k > 0; k--) {
      tail = k / 2. / (x + tail);
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + tail);
  }
}
