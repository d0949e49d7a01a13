package io.kindling.kernel.simd.conv;

import static io.kindling.kernel.simd.tile.Tile.S;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * The input's {@link WinogradTerms} along one row, for all channels and lanes of the pixels at
 * once. That row is a term of the rows by itself: {@code a + sign * b}.
 *
 * <p>Each method is called at one place: inlined twice, it is more than the JIT of JDK 17 bears,
 * which then boxes vectors.
 */
final class WinogradInput {
  private WinogradInput() {}

  /**
   * The terms of the first three taps, from the first four pixels.
   *
   * @param a where one row begins in x
   * @param b where the other does
   * @param n floats of a pixel
   * @param v where the terms go, each to a place of its own
   */
  static void three(
      float[] x, int a, int b, float sign, int n, float[] v, int to0, int to1, int to2, int to3) {
    for (int i = 0; i < n; i += WIDTH) {
      int j = a + i;
      int k = b + i;
      FloatVector s = FloatVector.broadcast(S, sign);
      FloatVector d0 = FloatVector.fromArray(S, x, k).fma(s, FloatVector.fromArray(S, x, j));
      FloatVector d1 =
          FloatVector.fromArray(S, x, k + n).fma(s, FloatVector.fromArray(S, x, j + n));
      FloatVector d2 =
          FloatVector.fromArray(S, x, k + 2 * n).fma(s, FloatVector.fromArray(S, x, j + 2 * n));
      FloatVector d3 =
          FloatVector.fromArray(S, x, k + 3 * n).fma(s, FloatVector.fromArray(S, x, j + 3 * n));
      d0.sub(d2).intoArray(v, to0 + i);
      d1.add(d2).intoArray(v, to1 + i);
      d2.sub(d1).intoArray(v, to2 + i);
      d1.sub(d3).intoArray(v, to3 + i);
    }
  }

  /** The terms of the last two taps, from the last three pixels; the rows begin at the first. */
  static void two(
      float[] x, int a, int b, float sign, int n, float[] v, int to0, int to1, int to3) {
    for (int i = 0; i < n; i += WIDTH) {
      int j = a + i;
      int k = b + i;
      FloatVector s = FloatVector.broadcast(S, sign);
      FloatVector d3 = FloatVector.fromArray(S, x, k).fma(s, FloatVector.fromArray(S, x, j));
      FloatVector d4 =
          FloatVector.fromArray(S, x, k + n).fma(s, FloatVector.fromArray(S, x, j + n));
      FloatVector d5 =
          FloatVector.fromArray(S, x, k + 2 * n).fma(s, FloatVector.fromArray(S, x, j + 2 * n));
      d3.sub(d4).intoArray(v, to0 + i);
      d4.intoArray(v, to1 + i);
      d4.sub(d5).intoArray(v, to3 + i);
    }
  }
}
