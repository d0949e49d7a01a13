package io.kindling.kernel.simd.tile;

import static io.kindling.kernel.simd.tile.Tile.BLOCK;
import static io.kindling.kernel.simd.tile.Tile.S;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * The tiles of a {@code GatherPlan} whose steps are not neighbours in x: a table says where each
 * is, {@code y[r][.] = sum over t of w[t][r] * x[at[t]][.]}. So the whole window of an output pixel
 * is one loop, whatever its rows, dilation and groups, and nothing is copied. Looking up one int
 * for each eight or sixteen multiply-adds costs nothing. Where the weights are is computed from the
 * step, for then the JIT checks their bounds before the loop instead of in each step.
 */
public final class TableTile {
  private TableTile() {}

  /**
   * Runs a tile over two groups of sixteen columns, as {@link Tile#pair} does.
   *
   * @param at where each step is in x, from xo on
   */
  public static void pair(
      int height,
      float[] x,
      int xo,
      int x2,
      int[] at,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    if (WIDTH == BLOCK) {
      run(height, x, xo, x2, at, n, w, wo, y, yo, y2, yStep);
      return;
    }
    for (int h = 0; h < BLOCK; h += 2 * WIDTH) {
      run(height, x, xo + h, WIDTH, at, n, w, wo, y, yo + h, WIDTH, yStep);
    }
    if (x2 != 0 || y2 != 0) {
      for (int h = 0; h < BLOCK; h += 2 * WIDTH) {
        run(height, x, xo + x2 + h, WIDTH, at, n, w, wo, y, yo + y2 + h, WIDTH, yStep);
      }
    }
  }

  private static void run(
      int height,
      float[] x,
      int xo,
      int x2,
      int[] at,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    switch (height) {
      case 8 -> eight(x, xo, x2, at, n, w, wo, y, yo, y2, yStep);
      case 6 -> six(x, xo, x2, at, n, w, wo, y, yo, y2, yStep);
      case 4 -> four(x, xo, x2, at, n, w, wo, y, yo, y2, yStep);
      case 3 -> three(x, xo, x2, at, n, w, wo, y, yo, y2, yStep);
      case 2 -> two(x, xo, x2, at, n, w, wo, y, yo, y2, yStep);
      default -> one(x, xo, x2, at, n, w, wo, y, yo, y2, yStep);
    }
  }

  private static void eight(
      float[] x,
      int xo,
      int x2,
      int[] at,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector a2 = a0;
    FloatVector b2 = a0;
    FloatVector a3 = a0;
    FloatVector b3 = a0;
    FloatVector a4 = a0;
    FloatVector b4 = a0;
    FloatVector a5 = a0;
    FloatVector b5 = a0;
    FloatVector a6 = a0;
    FloatVector b6 = a0;
    FloatVector a7 = a0;
    FloatVector b7 = a0;
    for (int t = 0; t < n; t++) {
      int from = xo + at[t];
      int wt = wo + t * 8;
      FloatVector u = FloatVector.fromArray(S, x, from);
      FloatVector v = FloatVector.fromArray(S, x, from + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wt]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      FloatVector w1 = FloatVector.broadcast(S, w[wt + 1]);
      a1 = w1.fma(u, a1);
      b1 = w1.fma(v, b1);
      FloatVector w2 = FloatVector.broadcast(S, w[wt + 2]);
      a2 = w2.fma(u, a2);
      b2 = w2.fma(v, b2);
      FloatVector w3 = FloatVector.broadcast(S, w[wt + 3]);
      a3 = w3.fma(u, a3);
      b3 = w3.fma(v, b3);
      FloatVector w4 = FloatVector.broadcast(S, w[wt + 4]);
      a4 = w4.fma(u, a4);
      b4 = w4.fma(v, b4);
      FloatVector w5 = FloatVector.broadcast(S, w[wt + 5]);
      a5 = w5.fma(u, a5);
      b5 = w5.fma(v, b5);
      FloatVector w6 = FloatVector.broadcast(S, w[wt + 6]);
      a6 = w6.fma(u, a6);
      b6 = w6.fma(v, b6);
      FloatVector w7 = FloatVector.broadcast(S, w[wt + 7]);
      a7 = w7.fma(u, a7);
      b7 = w7.fma(v, b7);
    }
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y2);
    a1.intoArray(y, yo + yStep);
    b1.intoArray(y, yo + yStep + y2);
    a2.intoArray(y, yo + 2 * yStep);
    b2.intoArray(y, yo + 2 * yStep + y2);
    a3.intoArray(y, yo + 3 * yStep);
    b3.intoArray(y, yo + 3 * yStep + y2);
    a4.intoArray(y, yo + 4 * yStep);
    b4.intoArray(y, yo + 4 * yStep + y2);
    a5.intoArray(y, yo + 5 * yStep);
    b5.intoArray(y, yo + 5 * yStep + y2);
    a6.intoArray(y, yo + 6 * yStep);
    b6.intoArray(y, yo + 6 * yStep + y2);
    a7.intoArray(y, yo + 7 * yStep);
    b7.intoArray(y, yo + 7 * yStep + y2);
  }

  private static void six(
      float[] x,
      int xo,
      int x2,
      int[] at,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector a2 = a0;
    FloatVector b2 = a0;
    FloatVector a3 = a0;
    FloatVector b3 = a0;
    FloatVector a4 = a0;
    FloatVector b4 = a0;
    FloatVector a5 = a0;
    FloatVector b5 = a0;
    for (int t = 0; t < n; t++) {
      int from = xo + at[t];
      int wt = wo + t * 6;
      FloatVector u = FloatVector.fromArray(S, x, from);
      FloatVector v = FloatVector.fromArray(S, x, from + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wt]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      FloatVector w1 = FloatVector.broadcast(S, w[wt + 1]);
      a1 = w1.fma(u, a1);
      b1 = w1.fma(v, b1);
      FloatVector w2 = FloatVector.broadcast(S, w[wt + 2]);
      a2 = w2.fma(u, a2);
      b2 = w2.fma(v, b2);
      FloatVector w3 = FloatVector.broadcast(S, w[wt + 3]);
      a3 = w3.fma(u, a3);
      b3 = w3.fma(v, b3);
      FloatVector w4 = FloatVector.broadcast(S, w[wt + 4]);
      a4 = w4.fma(u, a4);
      b4 = w4.fma(v, b4);
      FloatVector w5 = FloatVector.broadcast(S, w[wt + 5]);
      a5 = w5.fma(u, a5);
      b5 = w5.fma(v, b5);
    }
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y2);
    a1.intoArray(y, yo + yStep);
    b1.intoArray(y, yo + yStep + y2);
    a2.intoArray(y, yo + 2 * yStep);
    b2.intoArray(y, yo + 2 * yStep + y2);
    a3.intoArray(y, yo + 3 * yStep);
    b3.intoArray(y, yo + 3 * yStep + y2);
    a4.intoArray(y, yo + 4 * yStep);
    b4.intoArray(y, yo + 4 * yStep + y2);
    a5.intoArray(y, yo + 5 * yStep);
    b5.intoArray(y, yo + 5 * yStep + y2);
  }

  private static void four(
      float[] x,
      int xo,
      int x2,
      int[] at,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector a2 = a0;
    FloatVector b2 = a0;
    FloatVector a3 = a0;
    FloatVector b3 = a0;
    for (int t = 0; t < n; t++) {
      int from = xo + at[t];
      int wt = wo + t * 4;
      FloatVector u = FloatVector.fromArray(S, x, from);
      FloatVector v = FloatVector.fromArray(S, x, from + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wt]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      FloatVector w1 = FloatVector.broadcast(S, w[wt + 1]);
      a1 = w1.fma(u, a1);
      b1 = w1.fma(v, b1);
      FloatVector w2 = FloatVector.broadcast(S, w[wt + 2]);
      a2 = w2.fma(u, a2);
      b2 = w2.fma(v, b2);
      FloatVector w3 = FloatVector.broadcast(S, w[wt + 3]);
      a3 = w3.fma(u, a3);
      b3 = w3.fma(v, b3);
    }
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y2);
    a1.intoArray(y, yo + yStep);
    b1.intoArray(y, yo + yStep + y2);
    a2.intoArray(y, yo + 2 * yStep);
    b2.intoArray(y, yo + 2 * yStep + y2);
    a3.intoArray(y, yo + 3 * yStep);
    b3.intoArray(y, yo + 3 * yStep + y2);
  }

  private static void three(
      float[] x,
      int xo,
      int x2,
      int[] at,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector a2 = a0;
    FloatVector b2 = a0;
    for (int t = 0; t < n; t++) {
      int from = xo + at[t];
      int wt = wo + t * 3;
      FloatVector u = FloatVector.fromArray(S, x, from);
      FloatVector v = FloatVector.fromArray(S, x, from + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wt]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      FloatVector w1 = FloatVector.broadcast(S, w[wt + 1]);
      a1 = w1.fma(u, a1);
      b1 = w1.fma(v, b1);
      FloatVector w2 = FloatVector.broadcast(S, w[wt + 2]);
      a2 = w2.fma(u, a2);
      b2 = w2.fma(v, b2);
    }
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y2);
    a1.intoArray(y, yo + yStep);
    b1.intoArray(y, yo + yStep + y2);
    a2.intoArray(y, yo + 2 * yStep);
    b2.intoArray(y, yo + 2 * yStep + y2);
  }

  private static void two(
      float[] x,
      int xo,
      int x2,
      int[] at,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    for (int t = 0; t < n; t++) {
      int from = xo + at[t];
      int wt = wo + t * 2;
      FloatVector u = FloatVector.fromArray(S, x, from);
      FloatVector v = FloatVector.fromArray(S, x, from + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wt]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      FloatVector w1 = FloatVector.broadcast(S, w[wt + 1]);
      a1 = w1.fma(u, a1);
      b1 = w1.fma(v, b1);
    }
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y2);
    a1.intoArray(y, yo + yStep);
    b1.intoArray(y, yo + yStep + y2);
  }

  private static void one(
      float[] x,
      int xo,
      int x2,
      int[] at,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    for (int t = 0; t < n; t++) {
      int from = xo + at[t];
      int wt = wo + t;
      FloatVector u = FloatVector.fromArray(S, x, from);
      FloatVector v = FloatVector.fromArray(S, x, from + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wt]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
    }
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y2);
  }
}
