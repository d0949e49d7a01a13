package io.kindling.kernel.simd.tile;

import static io.kindling.kernel.simd.tile.Tile.S;

import jdk.incubator.vector.FloatVector;

/** The tiles of {@link PixelTile} for six channels of d. */
final class PixelTile6 {
  private PixelTile6() {}

  static void three(
      float[] x,
      int xo,
      int xStep,
      int row,
      int rowStep,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo) {
    FloatVector a00 = FloatVector.zero(S);
    FloatVector a01 = a00;
    FloatVector a02 = a00;
    FloatVector a10 = a00;
    FloatVector a11 = a00;
    FloatVector a12 = a00;
    FloatVector a20 = a00;
    FloatVector a21 = a00;
    FloatVector a22 = a00;
    FloatVector a30 = a00;
    FloatVector a31 = a00;
    FloatVector a32 = a00;
    FloatVector a40 = a00;
    FloatVector a41 = a00;
    FloatVector a42 = a00;
    FloatVector a50 = a00;
    FloatVector a51 = a00;
    FloatVector a52 = a00;
    int left = row;
    for (int t = 0; t < n; t++) {
      FloatVector w0 = FloatVector.fromArray(S, d, d0);
      FloatVector w1 = FloatVector.fromArray(S, d, d0 + 16);
      FloatVector w2 = FloatVector.fromArray(S, d, d0 + 32);
      FloatVector w3 = FloatVector.fromArray(S, d, d0 + 48);
      FloatVector w4 = FloatVector.fromArray(S, d, d0 + 64);
      FloatVector w5 = FloatVector.fromArray(S, d, d0 + 80);
      FloatVector u0 = FloatVector.fromArray(S, x, xo);
      FloatVector u1 = FloatVector.fromArray(S, x, xo + 16);
      FloatVector u2 = FloatVector.fromArray(S, x, xo + 32);
      a00 = w0.fma(u0, a00);
      a10 = w1.fma(u0, a10);
      a20 = w2.fma(u0, a20);
      a30 = w3.fma(u0, a30);
      a40 = w4.fma(u0, a40);
      a50 = w5.fma(u0, a50);
      a01 = w0.fma(u1, a01);
      a11 = w1.fma(u1, a11);
      a21 = w2.fma(u1, a21);
      a31 = w3.fma(u1, a31);
      a41 = w4.fma(u1, a41);
      a51 = w5.fma(u1, a51);
      a02 = w0.fma(u2, a02);
      a12 = w1.fma(u2, a12);
      a22 = w2.fma(u2, a22);
      a32 = w3.fma(u2, a32);
      a42 = w4.fma(u2, a42);
      a52 = w5.fma(u2, a52);
      xo += left == 1 ? rowStep : xStep;
      left = left == 1 ? row : left - 1;
      d0 += dStep;
    }
    a00.intoArray(y, yo);
    a01.intoArray(y, yo + 16);
    a02.intoArray(y, yo + 32);
    a10.intoArray(y, yo + 48);
    a11.intoArray(y, yo + 64);
    a12.intoArray(y, yo + 80);
    a20.intoArray(y, yo + 96);
    a21.intoArray(y, yo + 112);
    a22.intoArray(y, yo + 128);
    a30.intoArray(y, yo + 144);
    a31.intoArray(y, yo + 160);
    a32.intoArray(y, yo + 176);
    a40.intoArray(y, yo + 192);
    a41.intoArray(y, yo + 208);
    a42.intoArray(y, yo + 224);
    a50.intoArray(y, yo + 240);
    a51.intoArray(y, yo + 256);
    a52.intoArray(y, yo + 272);
  }

  static void two(
      float[] x,
      int xo,
      int xStep,
      int row,
      int rowStep,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo) {
    FloatVector a00 = FloatVector.zero(S);
    FloatVector a01 = a00;
    FloatVector a10 = a00;
    FloatVector a11 = a00;
    FloatVector a20 = a00;
    FloatVector a21 = a00;
    FloatVector a30 = a00;
    FloatVector a31 = a00;
    FloatVector a40 = a00;
    FloatVector a41 = a00;
    FloatVector a50 = a00;
    FloatVector a51 = a00;
    int left = row;
    for (int t = 0; t < n; t++) {
      FloatVector w0 = FloatVector.fromArray(S, d, d0);
      FloatVector w1 = FloatVector.fromArray(S, d, d0 + 16);
      FloatVector w2 = FloatVector.fromArray(S, d, d0 + 32);
      FloatVector w3 = FloatVector.fromArray(S, d, d0 + 48);
      FloatVector w4 = FloatVector.fromArray(S, d, d0 + 64);
      FloatVector w5 = FloatVector.fromArray(S, d, d0 + 80);
      FloatVector u0 = FloatVector.fromArray(S, x, xo);
      FloatVector u1 = FloatVector.fromArray(S, x, xo + 16);
      a00 = w0.fma(u0, a00);
      a10 = w1.fma(u0, a10);
      a20 = w2.fma(u0, a20);
      a30 = w3.fma(u0, a30);
      a40 = w4.fma(u0, a40);
      a50 = w5.fma(u0, a50);
      a01 = w0.fma(u1, a01);
      a11 = w1.fma(u1, a11);
      a21 = w2.fma(u1, a21);
      a31 = w3.fma(u1, a31);
      a41 = w4.fma(u1, a41);
      a51 = w5.fma(u1, a51);
      xo += left == 1 ? rowStep : xStep;
      left = left == 1 ? row : left - 1;
      d0 += dStep;
    }
    a00.intoArray(y, yo);
    a01.intoArray(y, yo + 16);
    a10.intoArray(y, yo + 32);
    a11.intoArray(y, yo + 48);
    a20.intoArray(y, yo + 64);
    a21.intoArray(y, yo + 80);
    a30.intoArray(y, yo + 96);
    a31.intoArray(y, yo + 112);
    a40.intoArray(y, yo + 128);
    a41.intoArray(y, yo + 144);
    a50.intoArray(y, yo + 160);
    a51.intoArray(y, yo + 176);
  }
}
