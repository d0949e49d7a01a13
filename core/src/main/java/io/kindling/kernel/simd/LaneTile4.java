package io.kindling.kernel.simd;

import static io.kindling.kernel.simd.Tile.LANES;
import static io.kindling.kernel.simd.Tile.S;
import static io.kindling.kernel.simd.Tile.STEP;

import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels of {@link LaneSums}: four channels of d by three to five columns of x, sixteen
 * lanes each, {@code y[r][c][.] += sum over t of d[t][r][.] * x[t][c][.]}. All operands are
 * vectors, so nothing is broadcast or transposed; the lanes are summed at the very end of a
 * reduction.
 */
final class LaneTile4 {
  private LaneTile4() {}

  /**
   * Runs one tile.
   *
   * @param width columns, 3 to 5
   * @param xStep floats from one step of x to the next
   * @param dStep floats from one step of d to the next
   * @param yStep floats between the rows of y
   */
  static void run(
      int width,
      float[] x,
      int xo,
      int xStep,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int yStep) {
    for (int h = 0; h < STEP; h += LANES) {
      switch (width) {
        case 5 -> five(x, xo + h, xStep, n, d, d0 + h, dStep, y, yo + h, yStep);
        case 4 -> four(x, xo + h, xStep, n, d, d0 + h, dStep, y, yo + h, yStep);
        default -> three(x, xo + h, xStep, n, d, d0 + h, dStep, y, yo + h, yStep);
      }
    }
  }

  private static void five(
      float[] x,
      int xo,
      int xStep,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int yStep) {
    FloatVector a00 = FloatVector.zero(S);
    FloatVector a01 = a00;
    FloatVector a02 = a00;
    FloatVector a03 = a00;
    FloatVector a04 = a00;
    FloatVector a10 = a00;
    FloatVector a11 = a00;
    FloatVector a12 = a00;
    FloatVector a13 = a00;
    FloatVector a14 = a00;
    FloatVector a20 = a00;
    FloatVector a21 = a00;
    FloatVector a22 = a00;
    FloatVector a23 = a00;
    FloatVector a24 = a00;
    FloatVector a30 = a00;
    FloatVector a31 = a00;
    FloatVector a32 = a00;
    FloatVector a33 = a00;
    FloatVector a34 = a00;
    for (int t = 0; t < n; t++) {
      FloatVector w0 = FloatVector.fromArray(S, d, d0);
      FloatVector w1 = FloatVector.fromArray(S, d, d0 + 16);
      FloatVector w2 = FloatVector.fromArray(S, d, d0 + 32);
      FloatVector w3 = FloatVector.fromArray(S, d, d0 + 48);
      FloatVector u0 = FloatVector.fromArray(S, x, xo);
      a00 = w0.fma(u0, a00);
      a10 = w1.fma(u0, a10);
      a20 = w2.fma(u0, a20);
      a30 = w3.fma(u0, a30);
      FloatVector u1 = FloatVector.fromArray(S, x, xo + 16);
      a01 = w0.fma(u1, a01);
      a11 = w1.fma(u1, a11);
      a21 = w2.fma(u1, a21);
      a31 = w3.fma(u1, a31);
      FloatVector u2 = FloatVector.fromArray(S, x, xo + 32);
      a02 = w0.fma(u2, a02);
      a12 = w1.fma(u2, a12);
      a22 = w2.fma(u2, a22);
      a32 = w3.fma(u2, a32);
      FloatVector u3 = FloatVector.fromArray(S, x, xo + 48);
      a03 = w0.fma(u3, a03);
      a13 = w1.fma(u3, a13);
      a23 = w2.fma(u3, a23);
      a33 = w3.fma(u3, a33);
      FloatVector u4 = FloatVector.fromArray(S, x, xo + 64);
      a04 = w0.fma(u4, a04);
      a14 = w1.fma(u4, a14);
      a24 = w2.fma(u4, a24);
      a34 = w3.fma(u4, a34);
      xo += xStep;
      d0 += dStep;
    }
    a00.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a01.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a02.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
    a03.add(FloatVector.fromArray(S, y, yo + 48)).intoArray(y, yo + 48);
    a04.add(FloatVector.fromArray(S, y, yo + 64)).intoArray(y, yo + 64);
    yo += yStep;
    a10.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a11.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a12.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
    a13.add(FloatVector.fromArray(S, y, yo + 48)).intoArray(y, yo + 48);
    a14.add(FloatVector.fromArray(S, y, yo + 64)).intoArray(y, yo + 64);
    yo += yStep;
    a20.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a21.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a22.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
    a23.add(FloatVector.fromArray(S, y, yo + 48)).intoArray(y, yo + 48);
    a24.add(FloatVector.fromArray(S, y, yo + 64)).intoArray(y, yo + 64);
    yo += yStep;
    a30.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a31.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a32.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
    a33.add(FloatVector.fromArray(S, y, yo + 48)).intoArray(y, yo + 48);
    a34.add(FloatVector.fromArray(S, y, yo + 64)).intoArray(y, yo + 64);
  }

  private static void four(
      float[] x,
      int xo,
      int xStep,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int yStep) {
    FloatVector a00 = FloatVector.zero(S);
    FloatVector a01 = a00;
    FloatVector a02 = a00;
    FloatVector a03 = a00;
    FloatVector a10 = a00;
    FloatVector a11 = a00;
    FloatVector a12 = a00;
    FloatVector a13 = a00;
    FloatVector a20 = a00;
    FloatVector a21 = a00;
    FloatVector a22 = a00;
    FloatVector a23 = a00;
    FloatVector a30 = a00;
    FloatVector a31 = a00;
    FloatVector a32 = a00;
    FloatVector a33 = a00;
    for (int t = 0; t < n; t++) {
      FloatVector w0 = FloatVector.fromArray(S, d, d0);
      FloatVector w1 = FloatVector.fromArray(S, d, d0 + 16);
      FloatVector w2 = FloatVector.fromArray(S, d, d0 + 32);
      FloatVector w3 = FloatVector.fromArray(S, d, d0 + 48);
      FloatVector u0 = FloatVector.fromArray(S, x, xo);
      a00 = w0.fma(u0, a00);
      a10 = w1.fma(u0, a10);
      a20 = w2.fma(u0, a20);
      a30 = w3.fma(u0, a30);
      FloatVector u1 = FloatVector.fromArray(S, x, xo + 16);
      a01 = w0.fma(u1, a01);
      a11 = w1.fma(u1, a11);
      a21 = w2.fma(u1, a21);
      a31 = w3.fma(u1, a31);
      FloatVector u2 = FloatVector.fromArray(S, x, xo + 32);
      a02 = w0.fma(u2, a02);
      a12 = w1.fma(u2, a12);
      a22 = w2.fma(u2, a22);
      a32 = w3.fma(u2, a32);
      FloatVector u3 = FloatVector.fromArray(S, x, xo + 48);
      a03 = w0.fma(u3, a03);
      a13 = w1.fma(u3, a13);
      a23 = w2.fma(u3, a23);
      a33 = w3.fma(u3, a33);
      xo += xStep;
      d0 += dStep;
    }
    a00.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a01.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a02.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
    a03.add(FloatVector.fromArray(S, y, yo + 48)).intoArray(y, yo + 48);
    yo += yStep;
    a10.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a11.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a12.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
    a13.add(FloatVector.fromArray(S, y, yo + 48)).intoArray(y, yo + 48);
    yo += yStep;
    a20.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a21.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a22.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
    a23.add(FloatVector.fromArray(S, y, yo + 48)).intoArray(y, yo + 48);
    yo += yStep;
    a30.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a31.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a32.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
    a33.add(FloatVector.fromArray(S, y, yo + 48)).intoArray(y, yo + 48);
  }

  private static void three(
      float[] x,
      int xo,
      int xStep,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int yStep) {
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
    for (int t = 0; t < n; t++) {
      FloatVector w0 = FloatVector.fromArray(S, d, d0);
      FloatVector w1 = FloatVector.fromArray(S, d, d0 + 16);
      FloatVector w2 = FloatVector.fromArray(S, d, d0 + 32);
      FloatVector w3 = FloatVector.fromArray(S, d, d0 + 48);
      FloatVector u0 = FloatVector.fromArray(S, x, xo);
      a00 = w0.fma(u0, a00);
      a10 = w1.fma(u0, a10);
      a20 = w2.fma(u0, a20);
      a30 = w3.fma(u0, a30);
      FloatVector u1 = FloatVector.fromArray(S, x, xo + 16);
      a01 = w0.fma(u1, a01);
      a11 = w1.fma(u1, a11);
      a21 = w2.fma(u1, a21);
      a31 = w3.fma(u1, a31);
      FloatVector u2 = FloatVector.fromArray(S, x, xo + 32);
      a02 = w0.fma(u2, a02);
      a12 = w1.fma(u2, a12);
      a22 = w2.fma(u2, a22);
      a32 = w3.fma(u2, a32);
      xo += xStep;
      d0 += dStep;
    }
    a00.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a01.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a02.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
    yo += yStep;
    a10.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a11.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a12.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
    yo += yStep;
    a20.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a21.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a22.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
    yo += yStep;
    a30.add(FloatVector.fromArray(S, y, yo)).intoArray(y, yo);
    a31.add(FloatVector.fromArray(S, y, yo + 16)).intoArray(y, yo + 16);
    a32.add(FloatVector.fromArray(S, y, yo + 32)).intoArray(y, yo + 32);
  }
}
