package io.kindling.torchdb;

/** The numbers that tensors.py draws: the same function of a seed and a place in both languages. */
final class Recipe {
  private static final double[] SPECIAL = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    3.5,
    100,
    -100
  };

  private Recipe() {}

  /** splitmix64 of seed * 2^32 + i. */
  private static long mix(long seed, int i) {
    long z = ((seed << 32) + i) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Elements (first + mix % count) / 2^bits. */
  static double[] values(long first, int bits, long count, long seed, int size) {
    double[] values = new double[size];
    double scale = 1L << bits;
    for (int i = 0; i < size; i++) {
      values[i] = (first + (double) Long.remainderUnsigned(mix(seed, i), count)) / scale;
    }
    return values;
  }

  /** Puts special values at every {@code step}-th place. */
  static void special(double[] values, int offset, int step) {
    for (int n = 0; n * step < values.length; n++) {
      values[n * step] = SPECIAL[(offset + 5 * n) % SPECIAL.length];
    }
  }

  /** A weight in [-1, 1) of a projection. */
  static double weight(int which, int i) {
    return (double) (mix(1000003 + which, i) >>> 40) / (1 << 23) - 1;
  }

  /** What is sent into output, or gradient, {@code which}: multiples of 1/64 in [-1, 1). */
  static double[] sent(int which, int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = (double) (mix(2000003 + which, i) >>> 57) / 64 - 1;
    }
    return values;
  }
}
