package io.kindling.spark.worker;

/**
 * The sum of squares of many floats, exactly: whoever holds which of them, and in whatever order
 * their parts are added, the norm is the same to the last bit.
 *
 * <p>A float is an integer m below 2^24 times a power of two that its exponent field e names, so
 * its square is m^2, of at most 48 bits, times a power that e names, too. For each e the upper and
 * the lower half of the m^2 are summed apart, as whole numbers in a double, which are exact up to
 * 2^29 elements.
 */
public final class SquaredNorm {
  private static final int EXPONENTS = 255; // The last one, 255, is of infinities and NaN.
  private static final int HALF_BITS = 24;
  private static final int HALF_MASK = (1 << HALF_BITS) - 1;
  private static final int MANTISSA_BITS = 23;

  /** Of a float with mantissa m and exponent field e >= 1: m 2^(e - BIAS). */
  private static final int BIAS = 150;

  private SquaredNorm() {}

  /** The sums of the elements of these ranges; parts of one array are added number by number. */
  public static double[] parts(float[] values, Ranges ranges) {
    double[] parts = new double[2 * EXPONENTS];
    for (int i = 0; i < ranges.size(); i++) {
      add(values, ranges.from(i), ranges.to(i), parts);
    }
    return parts;
  }

  /** The norm of all elements to about fifteen digits, much faster; for reports. */
  static double quick(float[] values) {
    double even = 0;
    double odd = 0;
    int pairs = values.length & ~1;
    for (int i = 0; i < pairs; i += 2) {
      even += (double) values[i] * values[i];
      odd += (double) values[i + 1] * values[i + 1];
    }
    double last = pairs < values.length ? values[pairs] : 0;
    return Math.sqrt(even + odd + last * last);
  }

  private static void add(float[] values, int from, int to, double[] parts) {
    for (int i = from; i < to; i++) {
      int bits = Float.floatToRawIntBits(values[i]);
      int exponent = bits >>> MANTISSA_BITS & 0xff;
      long mantissa = bits & (1 << MANTISSA_BITS) - 1;
      if (exponent == 0) {
        exponent = 1; // Subnormal, or zero.
      } else {
        mantissa |= 1 << MANTISSA_BITS;
      }
      if (exponent < EXPONENTS) {
        long square = mantissa * mantissa;
        parts[2 * exponent] += square >>> HALF_BITS;
        parts[2 * exponent + 1] += square & HALF_MASK;
      }
    }
  }

  /**
   * The root of the sum whose {@link #parts} these are; elements that are not finite are left out.
   */
  public static double norm(double[] parts) {
    double sum = 0;
    for (int exponent = 0; exponent < EXPONENTS; exponent++) {
      double scale = Math.scalb(1.0, 2 * (exponent - BIAS));
      sum += (parts[2 * exponent] * (1 << HALF_BITS) + parts[2 * exponent + 1]) * scale;
    }
    return Math.sqrt(sum);
  }
}
