package io.kindling.kernel.simd.conv;

import static io.kindling.kernel.simd.tile.Tile.BLOCK;
import static io.kindling.kernel.simd.tile.Tile.S;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * The transform {@code A' m A} of the products into a 2x2 tile of the output, for all channels and
 * lanes at once. Along the way it sums, for each lane, {@code 0 * y} over the elements y: the sum
 * is zero only if all of them are finite.
 *
 * <p>It has about as many vector calls as the JIT of JDK 17 can bear. Two methods, one for each
 * row, load half of the products twice, and took half as long again.
 */
final class WinogradOutput {
  private WinogradOutput() {}

  /**
   * Makes one tile.
   *
   * @param m products, {@code position} floats from one of the tile's positions to the next
   * @param n floats of a pixel
   * @param y where the tile goes, its first pixel at {@code to}
   * @param line floats between the rows of y
   * @param check sixteen sums, one for each lane, from {@code checkAt} on
   */
  static void tile(
      float[] m,
      int from,
      int position,
      int n,
      float[] y,
      int to,
      int line,
      float[] check,
      int checkAt) {
    for (int lane = 0; lane < BLOCK; lane += WIDTH) {
      lanes(m, from + lane, position, n, y, to + lane, line, check, checkAt + lane);
    }
  }

  private static void lanes(
      float[] m, int from, int p, int n, float[] y, int to, int line, float[] check, int checkAt) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector sum = FloatVector.fromArray(S, check, checkAt);
    for (int i = 0; i < n; i += BLOCK) {
      int a = from + i;
      FloatVector m4 = FloatVector.fromArray(S, m, a + 4 * p);
      FloatVector m5 = FloatVector.fromArray(S, m, a + 5 * p);
      FloatVector m6 = FloatVector.fromArray(S, m, a + 6 * p);
      FloatVector m7 = FloatVector.fromArray(S, m, a + 7 * p);
      FloatVector m8 = FloatVector.fromArray(S, m, a + 8 * p);
      FloatVector m9 = FloatVector.fromArray(S, m, a + 9 * p);
      FloatVector m10 = FloatVector.fromArray(S, m, a + 10 * p);
      FloatVector m11 = FloatVector.fromArray(S, m, a + 11 * p);
      FloatVector u0 = FloatVector.fromArray(S, m, a).add(m4).add(m8);
      FloatVector u1 = FloatVector.fromArray(S, m, a + p).add(m5).add(m9);
      FloatVector u2 = FloatVector.fromArray(S, m, a + 2 * p).add(m6).add(m10);
      FloatVector u3 = FloatVector.fromArray(S, m, a + 3 * p).add(m7).add(m11);
      FloatVector l0 = m4.sub(m8).sub(FloatVector.fromArray(S, m, a + 12 * p));
      FloatVector l1 = m5.sub(m9).sub(FloatVector.fromArray(S, m, a + 13 * p));
      FloatVector l2 = m6.sub(m10).sub(FloatVector.fromArray(S, m, a + 14 * p));
      FloatVector l3 = m7.sub(m11).sub(FloatVector.fromArray(S, m, a + 15 * p));
      FloatVector y0 = u0.add(u1).add(u2);
      FloatVector y1 = u1.sub(u2).sub(u3);
      FloatVector y2 = l0.add(l1).add(l2);
      FloatVector y3 = l1.sub(l2).sub(l3);
      sum = y0.add(y1).add(y2.add(y3)).fma(zero, sum);
      int at = to + i;
      y0.intoArray(y, at);
      y1.intoArray(y, at + n);
      y2.intoArray(y, at + line);
      y3.intoArray(y, at + line + n);
    }
    sum.intoArray(check, checkAt);
  }
}
