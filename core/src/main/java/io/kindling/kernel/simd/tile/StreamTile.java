package io.kindling.kernel.simd.tile;

import static io.kindling.kernel.simd.tile.Tile.BLOCK;
import static io.kindling.kernel.simd.tile.Tile.S;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels as those of {@link Tile}, adding to y, whose scalars come from one contiguous
 * stream for each row: {@code y[r][.] += sum over t of d[r][t] * x[t][.]}.
 */
public final class StreamTile {
  /** Most rows of a pair. */
  public static final int HEIGHT = 4;

  private StreamTile() {}

  /**
   * All {@code rows} over two groups of sixteen columns, the second {@code x2} further on in x and
   * {@code y2} further on in y; {@code x2 = y2 = 0} means there is only one group.
   *
   * @param dStep floats between the streams
   * @param yStep floats between rows of y
   */
  public static void rows(
      int rows,
      float[] x,
      int xo,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    int height;
    for (int r = 0; r < rows; r += height) {
      int from = d0 + r * dStep;
      int to = yo + r * yStep;
      if (WIDTH == BLOCK && x2 == 0 && rows - r >= 8) {
        height = 8;
        eight(x, xo, n, d, from, dStep, y, to, yStep);
      } else {
        height = Tile.height(rows - r, HEIGHT);
        // What is left of many rows is seldom called, compiled late, and boxes its vectors till
        // then; so the tile of four takes it, with rows twice.
        pair(
            r > 0 && height < 3 ? -height : height, x, xo, x2, n, d, from, dStep, y, to, y2, yStep);
      }
    }
  }

  /**
   * One tile over both groups.
   *
   * @param height rows; -1 and -2 are one and two rows that the tile of four takes, each again and
   *     again with the same result
   */
  private static void pair(
      int height,
      float[] x,
      int xo,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    if (WIDTH == BLOCK) {
      run(height, x, xo, x2, n, d, d0, dStep, y, yo, y2, yStep);
      return;
    }
    for (int h = 0; h < BLOCK; h += 2 * WIDTH) {
      run(height, x, xo + h, WIDTH, n, d, d0, dStep, y, yo + h, WIDTH, yStep);
    }
    if (x2 != 0) {
      for (int h = 0; h < BLOCK; h += 2 * WIDTH) {
        run(height, x, xo + x2 + h, WIDTH, n, d, d0, dStep, y, yo + y2 + h, WIDTH, yStep);
      }
    }
  }

  private static void run(
      int height,
      float[] x,
      int xo,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    switch (height) {
      case 4 -> {
        int d2 = d0 + 2 * dStep;
        int r2 = yo + 2 * yStep;
        four(
            x, xo, x2, n, d, d0, d0 + dStep, d2, d2 + dStep, y, yo, yo + yStep, r2, r2 + yStep, y2);
      }
      case -1 -> four(x, xo, x2, n, d, d0, d0, d0, d0, y, yo, yo, yo, yo, y2);
      case -2 -> {
        int d1 = d0 + dStep;
        int r1 = yo + yStep;
        four(x, xo, x2, n, d, d0, d1, d0, d1, y, yo, r1, yo, r1, y2);
      }
      case 3 -> three(x, xo, x2, n, d, d0, dStep, y, yo, y2, yStep);
      case 2 -> two(x, xo, x2, n, d, d0, dStep, y, yo, y2, yStep);
      default -> one(x, xo, x2, n, d, d0, y, yo, y2);
    }
  }

  private static void eight(
      float[] x, int xo, int n, float[] d, int d0, int dStep, float[] y, int yo, int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = FloatVector.zero(S);
    FloatVector a2 = FloatVector.zero(S);
    FloatVector a3 = FloatVector.zero(S);
    FloatVector a4 = FloatVector.zero(S);
    FloatVector a5 = FloatVector.zero(S);
    FloatVector a6 = FloatVector.zero(S);
    FloatVector a7 = FloatVector.zero(S);
    int d1 = d0 + dStep;
    int d2 = d1 + dStep;
    int d3 = d2 + dStep;
    int d4 = d3 + dStep;
    int d5 = d4 + dStep;
    int d6 = d5 + dStep;
    int d7 = d6 + dStep;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, xo);
      FloatVector w0 = FloatVector.broadcast(S, d[d0 + t]);
      a0 = w0.fma(u, a0);
      FloatVector w1 = FloatVector.broadcast(S, d[d1 + t]);
      a1 = w1.fma(u, a1);
      FloatVector w2 = FloatVector.broadcast(S, d[d2 + t]);
      a2 = w2.fma(u, a2);
      FloatVector w3 = FloatVector.broadcast(S, d[d3 + t]);
      a3 = w3.fma(u, a3);
      FloatVector w4 = FloatVector.broadcast(S, d[d4 + t]);
      a4 = w4.fma(u, a4);
      FloatVector w5 = FloatVector.broadcast(S, d[d5 + t]);
      a5 = w5.fma(u, a5);
      FloatVector w6 = FloatVector.broadcast(S, d[d6 + t]);
      a6 = w6.fma(u, a6);
      FloatVector w7 = FloatVector.broadcast(S, d[d7 + t]);
      a7 = w7.fma(u, a7);
      xo += BLOCK;
    }
    a0 = a0.add(FloatVector.fromArray(S, y, yo));
    a1 = a1.add(FloatVector.fromArray(S, y, yo + yStep));
    a2 = a2.add(FloatVector.fromArray(S, y, yo + 2 * yStep));
    a3 = a3.add(FloatVector.fromArray(S, y, yo + 3 * yStep));
    a4 = a4.add(FloatVector.fromArray(S, y, yo + 4 * yStep));
    a5 = a5.add(FloatVector.fromArray(S, y, yo + 5 * yStep));
    a6 = a6.add(FloatVector.fromArray(S, y, yo + 6 * yStep));
    a7 = a7.add(FloatVector.fromArray(S, y, yo + 7 * yStep));
    a0.intoArray(y, yo);
    a1.intoArray(y, yo + yStep);
    a2.intoArray(y, yo + 2 * yStep);
    a3.intoArray(y, yo + 3 * yStep);
    a4.intoArray(y, yo + 4 * yStep);
    a5.intoArray(y, yo + 5 * yStep);
    a6.intoArray(y, yo + 6 * yStep);
    a7.intoArray(y, yo + 7 * yStep);
  }

  /** Rows may be the same ones: all are read before any is written. */
  private static void four(
      float[] x,
      int xo,
      int x2,
      int n,
      float[] d,
      int d0,
      int d1,
      int d2,
      int d3,
      float[] y,
      int y0,
      int y1,
      int y2,
      int y3,
      int group) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = FloatVector.zero(S);
    FloatVector b1 = a1;
    FloatVector a2 = FloatVector.zero(S);
    FloatVector b2 = a2;
    FloatVector a3 = FloatVector.zero(S);
    FloatVector b3 = a3;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, xo);
      FloatVector v = FloatVector.fromArray(S, x, xo + x2);
      FloatVector w0 = FloatVector.broadcast(S, d[d0 + t]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      FloatVector w1 = FloatVector.broadcast(S, d[d1 + t]);
      a1 = w1.fma(u, a1);
      b1 = w1.fma(v, b1);
      FloatVector w2 = FloatVector.broadcast(S, d[d2 + t]);
      a2 = w2.fma(u, a2);
      b2 = w2.fma(v, b2);
      FloatVector w3 = FloatVector.broadcast(S, d[d3 + t]);
      a3 = w3.fma(u, a3);
      b3 = w3.fma(v, b3);
      xo += BLOCK;
    }
    a0 = a0.add(FloatVector.fromArray(S, y, y0));
    b0 = b0.add(FloatVector.fromArray(S, y, y0 + group));
    a1 = a1.add(FloatVector.fromArray(S, y, y1));
    b1 = b1.add(FloatVector.fromArray(S, y, y1 + group));
    a2 = a2.add(FloatVector.fromArray(S, y, y2));
    b2 = b2.add(FloatVector.fromArray(S, y, y2 + group));
    a3 = a3.add(FloatVector.fromArray(S, y, y3));
    b3 = b3.add(FloatVector.fromArray(S, y, y3 + group));
    a0.intoArray(y, y0);
    b0.intoArray(y, y0 + group);
    a1.intoArray(y, y1);
    b1.intoArray(y, y1 + group);
    a2.intoArray(y, y2);
    b2.intoArray(y, y2 + group);
    a3.intoArray(y, y3);
    b3.intoArray(y, y3 + group);
  }

  private static void three(
      float[] x,
      int xo,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = FloatVector.zero(S);
    FloatVector b1 = a1;
    FloatVector a2 = FloatVector.zero(S);
    FloatVector b2 = a2;
    int d1 = d0 + dStep;
    int d2 = d1 + dStep;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, xo);
      FloatVector v = FloatVector.fromArray(S, x, xo + x2);
      FloatVector w0 = FloatVector.broadcast(S, d[d0 + t]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      FloatVector w1 = FloatVector.broadcast(S, d[d1 + t]);
      a1 = w1.fma(u, a1);
      b1 = w1.fma(v, b1);
      FloatVector w2 = FloatVector.broadcast(S, d[d2 + t]);
      a2 = w2.fma(u, a2);
      b2 = w2.fma(v, b2);
      xo += BLOCK;
    }
    a0 = a0.add(FloatVector.fromArray(S, y, yo));
    b0 = b0.add(FloatVector.fromArray(S, y, yo + y2));
    a1 = a1.add(FloatVector.fromArray(S, y, yo + yStep));
    b1 = b1.add(FloatVector.fromArray(S, y, yo + yStep + y2));
    a2 = a2.add(FloatVector.fromArray(S, y, yo + 2 * yStep));
    b2 = b2.add(FloatVector.fromArray(S, y, yo + 2 * yStep + y2));
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
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = FloatVector.zero(S);
    FloatVector b1 = a1;
    int d1 = d0 + dStep;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, xo);
      FloatVector v = FloatVector.fromArray(S, x, xo + x2);
      FloatVector w0 = FloatVector.broadcast(S, d[d0 + t]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      FloatVector w1 = FloatVector.broadcast(S, d[d1 + t]);
      a1 = w1.fma(u, a1);
      b1 = w1.fma(v, b1);
      xo += BLOCK;
    }
    a0 = a0.add(FloatVector.fromArray(S, y, yo));
    b0 = b0.add(FloatVector.fromArray(S, y, yo + y2));
    a1 = a1.add(FloatVector.fromArray(S, y, yo + yStep));
    b1 = b1.add(FloatVector.fromArray(S, y, yo + yStep + y2));
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y2);
    a1.intoArray(y, yo + yStep);
    b1.intoArray(y, yo + yStep + y2);
  }

  private static void one(
      float[] x, int xo, int x2, int n, float[] d, int d0, float[] y, int yo, int y2) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, xo);
      FloatVector v = FloatVector.fromArray(S, x, xo + x2);
      FloatVector w0 = FloatVector.broadcast(S, d[d0 + t]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      xo += BLOCK;
    }
    a0 = a0.add(FloatVector.fromArray(S, y, yo));
    b0 = b0.add(FloatVector.fromArray(S, y, yo + y2));
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y2);
  }
}
