package io.kindling.spark.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** From values to places along an axis. */
final class Scale {
  private static final double WIDE = 1_000;

  private final double low;
  private final double high;
  private final double from;
  private final double to;
  private final boolean logarithmic;

  private Scale(double low, double high, double from, double to, boolean logarithmic) {
    this.low = low;
    this.high = high;
    this.from = from;
    this.to = to;
    this.logarithmic = logarithmic;
  }

  /**
   * All finite values find their place.
   *
   * @param fromZero whether it begins at zero
   * @param from place of the least
   * @param to place of the greatest
   */
  static Scale linear(List<double[]> values, boolean fromZero, double from, double to) {
    double least = fromZero ? Math.min(0, least(values)) : least(values);
    double most = most(values);
    if (most <= least) {
      double half = least == 0 ? 0.5 : Math.abs(least) / 2;
      most = least + half;
      least = fromZero ? 0 : least - half;
    }
    return new Scale(least, most, from, to, false);
  }

  /** Equal ratios have equal distances; all finite values must be above 0. */
  static Scale logarithmic(List<double[]> values, double from, double to) {
    double least = Math.log10(least(values));
    double most = Math.log10(most(values));
    return new Scale(least, most <= least ? least + 1 : most, from, to, true);
  }

  /** Whether values differ so much that all but the greatest would look the same. */
  static boolean areWide(List<double[]> values) {
    double least = least(values);
    return least > 0 && most(values) / WIDE > least;
  }

  private static double least(List<double[]> values) {
    return finite(values).min().orElse(Double.POSITIVE_INFINITY);
  }

  private static double most(List<double[]> values) {
    return finite(values).max().orElse(Double.NEGATIVE_INFINITY);
  }

  private static DoubleStream finite(List<double[]> values) {
    return values.stream().flatMapToDouble(Arrays::stream).filter(Double::isFinite);
  }

  double at(double value) {
    double shown = logarithmic ? Math.log10(value) : value;
    return from + (shown - low) / (high - low) * (to - from);
  }

  /**
   * About so many round numbers.
   *
   * @param whole whether there is nothing between whole numbers
   */
  List<Double> ticks(int wanted, boolean whole) {
    double raw = (high - low) / wanted;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double unit = raw / power;
    double step = (unit < 1.5 ? 1 : unit < 3.5 ? 2 : unit < 7.5 ? 5 : 10) * power;
    if (whole || logarithmic) { // of logarithmic ones powers of ten
      step = Math.max(1, step);
    }
    List<Double> ticks = new ArrayList<>();
    double first = Math.ceil(low / step - 1e-9);
    for (int i = 0; i <= 2 * wanted + 2 && (first + i) * step <= high + step * 1e-9; i++) {
      double tick = (first + i) * step;
      ticks.add(logarithmic ? Math.pow(10, tick) : tick);
    }
    return ticks;
  }
}
