package io.kindling.kernel.simd.tile;

import static io.kindling.kernel.simd.tile.Tile.BLOCK;
import static io.kindling.kernel.simd.tile.Tile.S;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * The tiles of {@link StreamTile} three vectors wide: with three kernel rows, or an odd number of
 * them, none is left to go alone. Four rows hold twelve sums, which also sixteen vector registers
 * bear.
 */
public final class TripleTile {
  private TripleTile() {}

  /**
   * All {@code rows} over three groups of sixteen columns.
   *
   * @param x0 where the first group begins in x; x1 and x2 the others
   * @param dStep floats between the streams
   * @param y0 where the first group begins in y; y1 and y2 the others
   * @param yStep floats between rows of y
   */
  public static void rows(
      int rows,
      float[] x,
      int x0,
      int x1,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int y0,
      int y1,
      int y2,
      int yStep) {
    int height;
    for (int r = 0; r < rows; r += height) {
      height = Tile.height(rows - r, StreamTile.HEIGHT);
      int from = d0 + r * dStep;
      for (int h = r * yStep; h < r * yStep + BLOCK; h += WIDTH) {
        int i = h - r * yStep;
        switch (height) {
          case 4 ->
              four(x, x0 + i, x1 + i, x2 + i, n, d, from, dStep, y, y0 + h, y1 + h, y2 + h, yStep);
          case 3 ->
              three(x, x0 + i, x1 + i, x2 + i, n, d, from, dStep, y, y0 + h, y1 + h, y2 + h, yStep);
          case 2 ->
              two(x, x0 + i, x1 + i, x2 + i, n, d, from, dStep, y, y0 + h, y1 + h, y2 + h, yStep);
          default ->
              one(x, x0 + i, x1 + i, x2 + i, n, d, from, dStep, y, y0 + h, y1 + h, y2 + h, yStep);
        }
      }
    }
  }

  private static void four(
      float[] x,
      int x0,
      int x1,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int y0,
      int y1,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector c0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector c1 = a0;
    FloatVector a2 = a0;
    FloatVector b2 = a0;
    FloatVector c2 = a0;
    FloatVector a3 = a0;
    FloatVector b3 = a0;
    FloatVector c3 = a0;
    int d1 = d0 + dStep;
    int d2 = d1 + dStep;
    int d3 = d2 + dStep;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, x0 + t * BLOCK);
      FloatVector v = FloatVector.fromArray(S, x, x1 + t * BLOCK);
      FloatVector w = FloatVector.fromArray(S, x, x2 + t * BLOCK);
      FloatVector s0 = FloatVector.broadcast(S, d[d0 + t]);
      a0 = s0.fma(u, a0);
      b0 = s0.fma(v, b0);
      c0 = s0.fma(w, c0);
      FloatVector s1 = FloatVector.broadcast(S, d[d1 + t]);
      a1 = s1.fma(u, a1);
      b1 = s1.fma(v, b1);
      c1 = s1.fma(w, c1);
      FloatVector s2 = FloatVector.broadcast(S, d[d2 + t]);
      a2 = s2.fma(u, a2);
      b2 = s2.fma(v, b2);
      c2 = s2.fma(w, c2);
      FloatVector s3 = FloatVector.broadcast(S, d[d3 + t]);
      a3 = s3.fma(u, a3);
      b3 = s3.fma(v, b3);
      c3 = s3.fma(w, c3);
    }
    a0 = a0.add(FloatVector.fromArray(S, y, y0));
    b0 = b0.add(FloatVector.fromArray(S, y, y1));
    c0 = c0.add(FloatVector.fromArray(S, y, y2));
    a1 = a1.add(FloatVector.fromArray(S, y, y0 + yStep));
    b1 = b1.add(FloatVector.fromArray(S, y, y1 + yStep));
    c1 = c1.add(FloatVector.fromArray(S, y, y2 + yStep));
    a2 = a2.add(FloatVector.fromArray(S, y, y0 + 2 * yStep));
    b2 = b2.add(FloatVector.fromArray(S, y, y1 + 2 * yStep));
    c2 = c2.add(FloatVector.fromArray(S, y, y2 + 2 * yStep));
    a3 = a3.add(FloatVector.fromArray(S, y, y0 + 3 * yStep));
    b3 = b3.add(FloatVector.fromArray(S, y, y1 + 3 * yStep));
    c3 = c3.add(FloatVector.fromArray(S, y, y2 + 3 * yStep));
    a0.intoArray(y, y0);
    b0.intoArray(y, y1);
    c0.intoArray(y, y2);
    a1.intoArray(y, y0 + yStep);
    b1.intoArray(y, y1 + yStep);
    c1.intoArray(y, y2 + yStep);
    a2.intoArray(y, y0 + 2 * yStep);
    b2.intoArray(y, y1 + 2 * yStep);
    c2.intoArray(y, y2 + 2 * yStep);
    a3.intoArray(y, y0 + 3 * yStep);
    b3.intoArray(y, y1 + 3 * yStep);
    c3.intoArray(y, y2 + 3 * yStep);
  }

  private static void three(
      float[] x,
      int x0,
      int x1,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int y0,
      int y1,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector c0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector c1 = a0;
    FloatVector a2 = a0;
    FloatVector b2 = a0;
    FloatVector c2 = a0;
    int d1 = d0 + dStep;
    int d2 = d1 + dStep;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, x0 + t * BLOCK);
      FloatVector v = FloatVector.fromArray(S, x, x1 + t * BLOCK);
      FloatVector w = FloatVector.fromArray(S, x, x2 + t * BLOCK);
      FloatVector s0 = FloatVector.broadcast(S, d[d0 + t]);
      a0 = s0.fma(u, a0);
      b0 = s0.fma(v, b0);
      c0 = s0.fma(w, c0);
      FloatVector s1 = FloatVector.broadcast(S, d[d1 + t]);
      a1 = s1.fma(u, a1);
      b1 = s1.fma(v, b1);
      c1 = s1.fma(w, c1);
      FloatVector s2 = FloatVector.broadcast(S, d[d2 + t]);
      a2 = s2.fma(u, a2);
      b2 = s2.fma(v, b2);
      c2 = s2.fma(w, c2);
    }
    a0 = a0.add(FloatVector.fromArray(S, y, y0));
    b0 = b0.add(FloatVector.fromArray(S, y, y1));
    c0 = c0.add(FloatVector.fromArray(S, y, y2));
    a1 = a1.add(FloatVector.fromArray(S, y, y0 + yStep));
    b1 = b1.add(FloatVector.fromArray(S, y, y1 + yStep));
    c1 = c1.add(FloatVector.fromArray(S, y, y2 + yStep));
    a2 = a2.add(FloatVector.fromArray(S, y, y0 + 2 * yStep));
    b2 = b2.add(FloatVector.fromArray(S, y, y1 + 2 * yStep));
    c2 = c2.add(FloatVector.fromArray(S, y, y2 + 2 * yStep));
    a0.intoArray(y, y0);
    b0.intoArray(y, y1);
    c0.intoArray(y, y2);
    a1.intoArray(y, y0 + yStep);
    b1.intoArray(y, y1 + yStep);
    c1.intoArray(y, y2 + yStep);
    a2.intoArray(y, y0 + 2 * yStep);
    b2.intoArray(y, y1 + 2 * yStep);
    c2.intoArray(y, y2 + 2 * yStep);
  }

  private static void two(
      float[] x,
      int x0,
      int x1,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int y0,
      int y1,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector c0 = a0;
    FloatVector a1 = a0;
    FloatVector b1 = a0;
    FloatVector c1 = a0;
    int d1 = d0 + dStep;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, x0 + t * BLOCK);
      FloatVector v = FloatVector.fromArray(S, x, x1 + t * BLOCK);
      FloatVector w = FloatVector.fromArray(S, x, x2 + t * BLOCK);
      FloatVector s0 = FloatVector.broadcast(S, d[d0 + t]);
      a0 = s0.fma(u, a0);
      b0 = s0.fma(v, b0);
      c0 = s0.fma(w, c0);
      FloatVector s1 = FloatVector.broadcast(S, d[d1 + t]);
      a1 = s1.fma(u, a1);
      b1 = s1.fma(v, b1);
      c1 = s1.fma(w, c1);
    }
    a0 = a0.add(FloatVector.fromArray(S, y, y0));
    b0 = b0.add(FloatVector.fromArray(S, y, y1));
    c0 = c0.add(FloatVector.fromArray(S, y, y2));
    a1 = a1.add(FloatVector.fromArray(S, y, y0 + yStep));
    b1 = b1.add(FloatVector.fromArray(S, y, y1 + yStep));
    c1 = c1.add(FloatVector.fromArray(S, y, y2 + yStep));
    a0.intoArray(y, y0);
    b0.intoArray(y, y1);
    c0.intoArray(y, y2);
    a1.intoArray(y, y0 + yStep);
    b1.intoArray(y, y1 + yStep);
    c1.intoArray(y, y2 + yStep);
  }

  private static void one(
      float[] x,
      int x0,
      int x1,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int y0,
      int y1,
      int y2,
      int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector c0 = a0;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, x0 + t * BLOCK);
      FloatVector v = FloatVector.fromArray(S, x, x1 + t * BLOCK);
      FloatVector w = FloatVector.fromArray(S, x, x2 + t * BLOCK);
      FloatVector s0 = FloatVector.broadcast(S, d[d0 + t]);
      a0 = s0.fma(u, a0);
      b0 = s0.fma(v, b0);
      c0 = s0.fma(w, c0);
    }
    a0 = a0.add(FloatVector.fromArray(S, y, y0));
    b0 = b0.add(FloatVector.fromArray(S, y, y1));
    c0 = c0.add(FloatVector.fromArray(S, y, y2));
    a0.intoArray(y, y0);
    b0.intoArray(y, y1);
    c0.intoArray(y, y2);
  }
}
