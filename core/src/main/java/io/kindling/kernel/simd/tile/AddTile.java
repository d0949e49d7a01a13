package io.kindling.kernel.simd.tile;

import static io.kindling.kernel.simd.tile.Tile.BLOCK;
import static io.kindling.kernel.simd.tile.Tile.S;

import jdk.incubator.vector.FloatVector;

/** The tiles that add to what y holds; see {@link Tile#pair}. */
final class AddTile {
  private AddTile() {}

  static void four(
      float[] x, int xo, int x2, int n, float[] w, int wo, float[] y, int yo, int y2, int yStep) {
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
      FloatVector w0 = FloatVector.broadcast(S, w[wo]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      FloatVector w1 = FloatVector.broadcast(S, w[wo + 1]);
      a1 = w1.fma(u, a1);
      b1 = w1.fma(v, b1);
      FloatVector w2 = FloatVector.broadcast(S, w[wo + 2]);
      a2 = w2.fma(u, a2);
      b2 = w2.fma(v, b2);
      FloatVector w3 = FloatVector.broadcast(S, w[wo + 3]);
      a3 = w3.fma(u, a3);
      b3 = w3.fma(v, b3);
      xo += BLOCK;
      wo += 4;
    }
    a0 = a0.add(FloatVector.fromArray(S, y, yo));
    b0 = b0.add(FloatVector.fromArray(S, y, yo + y2));
    a1 = a1.add(FloatVector.fromArray(S, y, yo + yStep));
    b1 = b1.add(FloatVector.fromArray(S, y, yo + yStep + y2));
    a2 = a2.add(FloatVector.fromArray(S, y, yo + 2 * yStep));
    b2 = b2.add(FloatVector.fromArray(S, y, yo + 2 * yStep + y2));
    a3 = a3.add(FloatVector.fromArray(S, y, yo + 3 * yStep));
    b3 = b3.add(FloatVector.fromArray(S, y, yo + 3 * yStep + y2));
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y2);
    a1.intoArray(y, yo + yStep);
    b1.intoArray(y, yo + yStep + y2);
    a2.intoArray(y, yo + 2 * yStep);
    b2.intoArray(y, yo + 2 * yStep + y2);
    a3.intoArray(y, yo + 3 * yStep);
    b3.intoArray(y, yo + 3 * yStep + y2);
  }

  static void three(
      float[] x, int xo, int x2, int n, float[] w, int wo, float[] y, int yo, int y2, int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = FloatVector.zero(S);
    FloatVector b1 = a1;
    FloatVector a2 = FloatVector.zero(S);
    FloatVector b2 = a2;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, xo);
      FloatVector v = FloatVector.fromArray(S, x, xo + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wo]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      FloatVector w1 = FloatVector.broadcast(S, w[wo + 1]);
      a1 = w1.fma(u, a1);
      b1 = w1.fma(v, b1);
      FloatVector w2 = FloatVector.broadcast(S, w[wo + 2]);
      a2 = w2.fma(u, a2);
      b2 = w2.fma(v, b2);
      xo += BLOCK;
      wo += 3;
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

  static void two(
      float[] x, int xo, int x2, int n, float[] w, int wo, float[] y, int yo, int y2, int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = FloatVector.zero(S);
    FloatVector b1 = a1;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, xo);
      FloatVector v = FloatVector.fromArray(S, x, xo + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wo]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      FloatVector w1 = FloatVector.broadcast(S, w[wo + 1]);
      a1 = w1.fma(u, a1);
      b1 = w1.fma(v, b1);
      xo += BLOCK;
      wo += 2;
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

  static void one(
      float[] x, int xo, int x2, int n, float[] w, int wo, float[] y, int yo, int y2, int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    for (int t = 0; t < n; t++) {
      FloatVector u = FloatVector.fromArray(S, x, xo);
      FloatVector v = FloatVector.fromArray(S, x, xo + x2);
      FloatVector w0 = FloatVector.broadcast(S, w[wo]);
      a0 = w0.fma(u, a0);
      b0 = w0.fma(v, b0);
      xo += BLOCK;
      wo++;
    }
    a0 = a0.add(FloatVector.fromArray(S, y, yo));
    b0 = b0.add(FloatVector.fromArray(S, y, yo + y2));
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y2);
  }
}
