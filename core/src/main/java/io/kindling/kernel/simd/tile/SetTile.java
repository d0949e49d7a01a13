package io.kindling.kernel.simd.tile;

import static io.kindling.kernel.simd.tile.Tile.BLOCK;
import static io.kindling.kernel.simd.tile.Tile.S;

import jdk.incubator.vector.FloatVector;

/** The tiles that overwrite y; see {@link Tile#pair}. */
final class SetTile {
  private SetTile() {}

  static void eight(
      float[] x, int xo, int x2, int n, float[] w, int wo, float[] y, int yo, int y2, int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = FloatVector.zero(S);
    FloatVector b1 = a1;
    FloatVector a2 = FloatVector.zero(S);
    FloatVector b2 = a2;
    FloatVector a3 = FloatVector.zero(S);
    FloatVector b3 = a3;
    FloatVector a4 = FloatVector.zero(S);
    FloatVector b4 = a4;
    FloatVector a5 = FloatVector.zero(S);
    FloatVector b5 = a5;
    FloatVector a6 = FloatVector.zero(S);
    FloatVector b6 = a6;
    FloatVector a7 = FloatVector.zero(S);
    FloatVector b7 = a7;
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
      FloatVector w4 = FloatVector.broadcast(S, w[wo + 4]);
      a4 = w4.fma(u, a4);
      b4 = w4.fma(v, b4);
      FloatVector w5 = FloatVector.broadcast(S, w[wo + 5]);
      a5 = w5.fma(u, a5);
      b5 = w5.fma(v, b5);
      FloatVector w6 = FloatVector.broadcast(S, w[wo + 6]);
      a6 = w6.fma(u, a6);
      b6 = w6.fma(v, b6);
      FloatVector w7 = FloatVector.broadcast(S, w[wo + 7]);
      a7 = w7.fma(u, a7);
      b7 = w7.fma(v, b7);
      xo += BLOCK;
      wo += 8;
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

  static void six(
      float[] x, int xo, int x2, int n, float[] w, int wo, float[] y, int yo, int y2, int yStep) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = a0;
    FloatVector a1 = FloatVector.zero(S);
    FloatVector b1 = a1;
    FloatVector a2 = FloatVector.zero(S);
    FloatVector b2 = a2;
    FloatVector a3 = FloatVector.zero(S);
    FloatVector b3 = a3;
    FloatVector a4 = FloatVector.zero(S);
    FloatVector b4 = a4;
    FloatVector a5 = FloatVector.zero(S);
    FloatVector b5 = a5;
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
      FloatVector w4 = FloatVector.broadcast(S, w[wo + 4]);
      a4 = w4.fma(u, a4);
      b4 = w4.fma(v, b4);
      FloatVector w5 = FloatVector.broadcast(S, w[wo + 5]);
      a5 = w5.fma(u, a5);
      b5 = w5.fma(v, b5);
      xo += BLOCK;
      wo += 6;
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
    a0.intoArray(y, yo);
    b0.intoArray(y, yo + y2);
  }
}
