package io.kindling.nn.init;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues, the largest first, and eigenvectors of a symmetric matrix, by Jacobi's rotations
 * (Golub and Van Loan, "Matrix Computations", section 8.5).
 *
 * @param values as many as rows
 * @param vectors one a row, of length 1
 */
record SymmetricEigen(double[] values, double[][] vectors) {
  private static final int MOST_SWEEPS = 100;

  /** What is left beside the diagonal, relative to it, that no rotation makes smaller. */
  private static final double NOTHING = 1e-18;

  static SymmetricEigen of(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][];
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) {
      a[i] = matrix[i].clone();
      v[i][i] = 1;
    }
    boolean rotated = true;
    for (int sweep = 0; rotated && sweep < MOST_SWEEPS; sweep++) {
      rotated = false;
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotated |= rotate(a, v, p, q);
        }
      }
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -a[i][i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] values = new double[n];
    double[][] vectors = new double[n][n];
    for (int row = 0; row < n; row++) {
      values[row] = a[order[row]][order[row]];
      for (int i = 0; i < n; i++) {
        vectors[row][i] = v[i][order[row]];
      }
    }
    return new SymmetricEigen(values, vectors);
  }

  /** Makes a[p][q] zero; false when it is. */
  private static boolean rotate(double[][] a, double[][] v, int p, int q) {
    if (Math.abs(a[p][q]) <= NOTHING * (Math.abs(a[p][p]) + Math.abs(a[q][q]))) {
      a[p][q] = 0;
      a[q][p] = 0;
      return false;
    }
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double tangent = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
    double cosine = 1 / Math.hypot(tangent, 1);
    double sine = tangent * cosine;
    for (int i = 0; i < a.length; i++) {
      turn(a[i], p, q, cosine, sine);
      turn(v[i], p, q, cosine, sine);
    }
    for (int i = 0; i < a.length; i++) {
      double first = a[p][i];
      double second = a[q][i];
      a[p][i] = cosine * first - sine * second;
      a[q][i] = sine * first + cosine * second;
    }
    return true;
  }

  private static void turn(double[] row, int p, int q, double cosine, double sine) {
    double first = row[p];
    double second = row[q];
    row[p] = cosine * first - sine * second;
    row[q] = sine * first + cosine * second;
  }
}
