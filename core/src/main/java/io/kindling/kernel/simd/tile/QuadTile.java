package io.kindling.kernel.simd.tile;

import static io.kindling.kernel.simd.tile.Tile.BLOCK;
import static io.kindling.kernel.simd.tile.Tile.S;

import jdk.incubator.vector.FloatVector;

/**
 * Tiles of three rows for results of three channels, as the gradients to images have: {@link
 * Tile}'s two vectors wide, they would do six multiply-adds for five loads. These are four vectors
 * wide, two neighbouring pixels of two blocks, and do twelve for seven. For machines whose vectors
 * hold sixteen floats and that have 32 registers.
 *
 * <p>Of the four groups of sixteen columns the second is {@code x1} further on in x and {@code y1}
 * in y, the third {@code x2} and {@code y2}, the fourth both.
 */
public final class QuadTile {
  /** Rows. */
  public static final int HEIGHT = 3;

  private QuadTile() {}

  /** {@code y[r][.] = sum over t of w[t][r] * x[t][.]}. */
  public static void set(
      float[] x,
      int xo,
      int x1,
      int x2,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y1,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector c0 = a0;
    FloatVector d0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector c1 = a0;
    FloatVector d1 = a0;
    FloatVector a2 = a0;
    FloatVector b2 = a0;
    FloatVector c2 = a0;
    FloatVector d2 = a0;
    for (int t = 0; t < n; t++) {
      FloatVector s = FloatVector.fromArray(S, x, xo);
      FloatVector p = FloatVector.fromArray(S, x, xo + x1);
      FloatVector u = FloatVector.fromArray(S, x, xo + x2);
      FloatVector v = FloatVector.fromArray(S, x, xo + x1 + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wo]);
      a0 = w0.fma(s, a0);
      b0 = w0.fma(p, b0);
      c0 = w0.fma(u, c0);
      d0 = w0.fma(v, d0);
      FloatVector w1 = FloatVector.broadcast(S, w[wo + 1]);
      a1 = w1.fma(s, a1);
      b1 = w1.fma(p, b1);
      c1 = w1.fma(u, c1);
      d1 = w1.fma(v, d1);
      FloatVector w2 = FloatVector.broadcast(S, w[wo + 2]);
      a2 = w2.fma(s, a2);
      b2 = w2.fma(p, b2);
      c2 = w2.fma(u, c2);
      d2 = w2.fma(v, d2);
      xo += BLOCK;
      wo += 3;
    }
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y1);
    c0.intoArray(y, yo + y2);
    d0.intoArray(y, yo + y1 + y2);
    yo += yStep;
    a1.intoArray(y, yo);
    b1.intoArray(y, yo + y1);
    c1.intoArray(y, yo + y2);
    d1.intoArray(y, yo + y1 + y2);
    yo += yStep;
    a2.intoArray(y, yo);
    b2.intoArray(y, yo + y1);
    c2.intoArray(y, yo + y2);
    d2.intoArray(y, yo + y1 + y2);
  }

  /** {@code y[r][.] += sum over t of w[t][r] * x[t][.]}. */
  public static void add(
      float[] x,
      int xo,
      int x1,
      int x2,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y1,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector c0 = a0;
    FloatVector d0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector c1 = a0;
    FloatVector d1 = a0;
    FloatVector a2 = a0;
    FloatVector b2 = a0;
    FloatVector c2 = a0;
    FloatVector d2 = a0;
    for (int t = 0; t < n; t++) {
      FloatVector s = FloatVector.fromArray(S, x, xo);
      FloatVector p = FloatVector.fromArray(S, x, xo + x1);
      FloatVector u = FloatVector.fromArray(S, x, xo + x2);
      FloatVector v = FloatVector.fromArray(S, x, xo + x1 + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wo]);
      a0 = w0.fma(s, a0);
      b0 = w0.fma(p, b0);
      c0 = w0.fma(u, c0);
      d0 = w0.fma(v, d0);
      FloatVector w1 = FloatVector.broadcast(S, w[wo + 1]);
      a1 = w1.fma(s, a1);
      b1 = w1.fma(p, b1);
      c1 = w1.fma(u, c1);
      d1 = w1.fma(v, d1);
      FloatVector w2 = FloatVector.broadcast(S, w[wo + 2]);
      a2 = w2.fma(s, a2);
      b2 = w2.fma(p, b2);
      c2 = w2.fma(u, c2);
      d2 = w2.fma(v, d2);
      xo += BLOCK;
      wo += 3;
    }
    // All stores last: beyond some 55 vector calls the JIT knows no more what an addition returns,
    // and a vector of unknown type is boxed to be stored.
    a0 = a0.add(FloatVector.fromArray(S, y, yo));
    b0 = b0.add(FloatVector.fromArray(S, y, yo + y1));
    c0 = c0.add(FloatVector.fromArray(S, y, yo + y2));
    d0 = d0.add(FloatVector.fromArray(S, y, yo + y1 + y2));
    a1 = a1.add(FloatVector.fromArray(S, y, yo + yStep));
    b1 = b1.add(FloatVector.fromArray(S, y, yo + yStep + y1));
    c1 = c1.add(FloatVector.fromArray(S, y, yo + yStep + y2));
    d1 = d1.add(FloatVector.fromArray(S, y, yo + yStep + y1 + y2));
    a2 = a2.add(FloatVector.fromArray(S, y, yo + 2 * yStep));
    b2 = b2.add(FloatVector.fromArray(S, y, yo + 2 * yStep + y1));
    c2 = c2.add(FloatVector.fromArray(S, y, yo + 2 * yStep + y2));
    d2 = d2.add(FloatVector.fromArray(S, y, yo + 2 * yStep + y1 + y2));
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y1);
    c0.intoArray(y, yo + y2);
    d0.intoArray(y, yo + y1 + y2);
    a1.intoArray(y, yo + yStep);
    b1.intoArray(y, yo + yStep + y1);
    c1.intoArray(y, yo + yStep + y2);
    d1.intoArray(y, yo + yStep + y1 + y2);
    a2.intoArray(y, yo + 2 * yStep);
    b2.intoArray(y, yo + 2 * yStep + y1);
    c2.intoArray(y, yo + 2 * yStep + y2);
    d2.intoArray(y, yo + 2 * yStep + y1 + y2);
  }

  /** {@code y[r][.] = sum over t of w[t][r] * x[at[t]][.]}. */
  public static void table(
      float[] x,
      int xo,
      int x1,
      int x2,
      int[] at,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y1,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector c0 = a0;
    FloatVector d0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector c1 = a0;
    FloatVector d1 = a0;
    FloatVector a2 = a0;
    FloatVector b2 = a0;
    FloatVector c2 = a0;
    FloatVector d2 = a0;
    for (int t = 0; t < n; t++) {
      int from = xo + at[t];
      int wt = wo + t * 3;
      FloatVector s = FloatVector.fromArray(S, x, from);
      FloatVector p = FloatVector.fromArray(S, x, from + x1);
      FloatVector u = FloatVector.fromArray(S, x, from + x2);
      FloatVector v = FloatVector.fromArray(S, x, from + x1 + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wt]);
      a0 = w0.fma(s, a0);
      b0 = w0.fma(p, b0);
      c0 = w0.fma(u, c0);
      d0 = w0.fma(v, d0);
      FloatVector w1 = FloatVector.broadcast(S, w[wt + 1]);
      a1 = w1.fma(s, a1);
      b1 = w1.fma(p, b1);
      c1 = w1.fma(u, c1);
      d1 = w1.fma(v, d1);
      FloatVector w2 = FloatVector.broadcast(S, w[wt + 2]);
      a2 = w2.fma(s, a2);
      b2 = w2.fma(p, b2);
      c2 = w2.fma(u, c2);
      d2 = w2.fma(v, d2);
    }
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y1);
    c0.intoArray(y, yo + y2);
    d0.intoArray(y, yo + y1 + y2);
    yo += yStep;
    a1.intoArray(y, yo);
    b1.intoArray(y, yo + y1);
    c1.intoArray(y, yo + y2);
    d1.intoArray(y, yo + y1 + y2);
    yo += yStep;
    a2.intoArray(y, yo);
    b2.intoArray(y, yo + y1);
    c2.intoArray(y, yo + y2);
    d2.intoArray(y, yo + y1 + y2);
  }
}
