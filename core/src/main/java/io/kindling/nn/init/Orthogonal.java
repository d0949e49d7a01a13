package io.kindling.nn.init;

import io.kindling.random.Generator;

/** Random matrices with orthogonal rows or columns, uniform among all of them. */
final class Orthogonal {
  private Orthogonal() {}

  /** A (rows, columns) matrix; the fewer of the two are orthogonal and of length {@code gain}. */
  static double[] draw(Generator generator, int rows, int columns, double gain) {
    boolean tall = rows >= columns;
    int count = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    double[][] vectors = new double[count][];
    for (int i = 0; i < count; i++) {
      double[] vector;
      do {
        vector = new double[length];
        for (int k = 0; k < length; k++) {
          vector[k] = generator.nextGaussian();
        }
      } while (!orthonormalize(vector, vectors, i));
      vectors[i] = vector;
    }
    double[] values = new double[rows * columns];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < length; k++) {
        values[tall ? k * columns + i : i * columns + k] = gain * vectors[i][k];
      }
    }
    return values;
  }

  /** Gram-Schmidt, twice, which is enough for full precision; false for a dependent vector. */
  private static boolean orthonormalize(double[] vector, double[][] earlier, int count) {
    double before = length(vector);
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < count; i++) {
        double along = 0;
        for (int k = 0; k < vector.length; k++) {
          along += vector[k] * earlier[i][k];
        }
        for (int k = 0; k < vector.length; k++) {
          vector[k] -= along * earlier[i][k];
        }
      }
    }
    double after = length(vector);
    for (int k = 0; k < vector.length; k++) {
      vector[k] /= after;
    }
    return after > 1e-8 * before;
  }

  private static double length(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
