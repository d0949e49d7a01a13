package io.kindling.kernel.simd;

import static io.kindling.kernel.simd.Tile.LANES;
import static io.kindling.kernel.simd.Tile.S;

import jdk.incubator.vector.FloatVector;

/**
 * The transform {@code B' d B} of a 4x4 tile of the input, one row of positions at a time, for all
 * channels and lanes of the pixels at once. A row of {@code B' d} is the difference of two rows of
 * the tile, or their sum.
 */
final class WinogradInput {
  private static final int[] FIRST = {0, 1, 2, 1};
  private static final int[] SECOND = {2, 2, 1, 3};

  private WinogradInput() {}

  /**
   * Makes the four positions of one row.
   *
   * @param row of the positions, 0 to 3
   * @param x where the tile is, from {@code from} on
   * @param line floats between the rows of x
   * @param n floats of a pixel
   * @param v where the positions go, {@code position} floats from one to the next
   */
  static void row(int row, float[] x, int from, int line, int n, float[] v, int to, int position) {
    int a = from + FIRST[row] * line;
    int b = from + SECOND[row] * line;
    if (row == 1) {
      sum(x, a, b, n, v, to, position);
    } else {
      difference(x, a, b, n, v, to, position);
    }
  }

  private static void difference(float[] x, int a, int b, int n, float[] v, int to, int p) {
    for (int i = 0; i < n; i += LANES) {
      int j = a + i;
      int k = b + i;
      FloatVector d0 = FloatVector.fromArray(S, x, j).sub(FloatVector.fromArray(S, x, k));
      FloatVector d1 = FloatVector.fromArray(S, x, j + n).sub(FloatVector.fromArray(S, x, k + n));
      FloatVector d2 =
          FloatVector.fromArray(S, x, j + 2 * n).sub(FloatVector.fromArray(S, x, k + 2 * n));
      FloatVector d3 =
          FloatVector.fromArray(S, x, j + 3 * n).sub(FloatVector.fromArray(S, x, k + 3 * n));
      int at = to + i;
      d0.sub(d2).intoArray(v, at);
      d1.add(d2).intoArray(v, at + p);
      d2.sub(d1).intoArray(v, at + 2 * p);
      d1.sub(d3).intoArray(v, at + 3 * p);
    }
  }

  private static void sum(float[] x, int a, int b, int n, float[] v, int to, int p) {
    for (int i = 0; i < n; i += LANES) {
      int j = a + i;
      int k = b + i;
      FloatVector s0 = FloatVector.fromArray(S, x, j).add(FloatVector.fromArray(S, x, k));
      FloatVector s1 = FloatVector.fromArray(S, x, j + n).add(FloatVector.fromArray(S, x, k + n));
      FloatVector s2 =
          FloatVector.fromArray(S, x, j + 2 * n).add(FloatVector.fromArray(S, x, k + 2 * n));
      FloatVector s3 =
          FloatVector.fromArray(S, x, j + 3 * n).add(FloatVector.fromArray(S, x, k + 3 * n));
      int at = to + i;
      s0.sub(s2).intoArray(v, at);
      s1.add(s2).intoArray(v, at + p);
      s2.sub(s1).intoArray(v, at + 2 * p);
      s1.sub(s3).intoArray(v, at + 3 * p);
    }
  }
}
