package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SIMD pooling and ReLU kernels against the scalar ones, bit by bit. */
final class SimdPoolKernelsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void poolingEqualsScalarOnRandomShapes(long seed) {
    Random r = new Random(seed);
    for (int i = 0; i < 40; i++) {
      PoolGeometry g = random(r);
      float[] x = new float[g.input().size()];
      for (int k = 0; k < x.length; k++) {
        // Few values, so that there are ties, and some that are not finite.
        int v = r.nextInt(12);
        x[k] = v == 0 ? Float.NaN : v == 1 ? Float.NEGATIVE_INFINITY : v - 6;
      }
      float[] dy = RandomGeometry.floats(r, g.output().size());
      float[][] scalar = run(Kernels.scalar(), g, x, dy);
      float[][] simd = run(Kernels.simd(), g, x, dy);
      for (int k = 0; k < scalar.length; k++) {
        assertArrayEquals(scalar[k], simd[k], g::toString);
      }
    }
  }

  private static float[][] run(Kernels kernels, PoolGeometry g, float[] x, float[] dy) {
    float[] y = new float[g.output().size()];
    float[] winner = new float[y.length];
    float[] dx = new float[x.length];
    kernels.pool().maxForward(g, x, y, winner);
    kernels.pool().maxBackward(g, dy, winner, dx);
    return new float[][] {y, winner, dx};
  }

  private static PoolGeometry random(Random r) {
    int kernelHeight = 1 + r.nextInt(3);
    int kernelWidth = 1 + r.nextInt(3);
    int strideHeight = 1 + r.nextInt(3);
    int strideWidth = 1 + r.nextInt(3);
    int padHeight = r.nextInt(kernelHeight / 2 + 1);
    int padWidth = r.nextInt(kernelWidth / 2 + 1);
    int dilation = 1 + r.nextInt(2);
    int outHeight = 1 + r.nextInt(5);
    int outWidth = 1 + r.nextInt(5);
    int height = (outHeight - 1) * strideHeight + dilation * (kernelHeight - 1) + 1 - 2 * padHeight;
    int width = (outWidth - 1) * strideWidth + dilation * (kernelWidth - 1) + 1 - 2 * padWidth;
    LanesShape in =
        new LanesShape(
            1 + r.nextInt(40), 1 + r.nextInt(9), Math.max(1, height), Math.max(1, width));
    return new PoolGeometry(
        in,
        outHeight,
        outWidth,
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        padHeight,
        padWidth,
        dilation,
        dilation);
  }

  @Test
  void twoByTwoPoolingInHalves() {
    PoolGeometry g = new PoolGeometry(new LanesShape(20, 5, 6, 8), 3, 4, 2, 2, 2, 2, 0, 0, 1, 1);
    float[] x = RandomGeometry.floats(new Random(6), g.input().size());
    float[] dy = RandomGeometry.floats(new Random(7), g.output().size());
    float[][] scalar = run(Kernels.scalar(), g, x, dy);
    float[][] simd = run(Kernels.simd(), g, x, dy);
    for (int k = 0; k < scalar.length; k++) {
      assertArrayEquals(scalar[k], simd[k]);
    }
  }

  @Test
  void reluGradientEqualsScalar() {
    float[] y = {-1, 0f, -0f, 2, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 1, 3};
    Random r = new Random(8);
    for (int length : new int[] {0, 1, 7, 16, 33, 100}) {
      float[] values = new float[length + 2];
      for (int i = 0; i < values.length; i++) {
        values[i] = y[r.nextInt(y.length)];
      }
      float[] grad = RandomGeometry.floats(r, length + 1);
      float[] scalar = new float[length + 3];
      float[] simd = new float[length + 3];
      Kernels.scalar().relu().backward(length, values, 2, grad, 1, scalar, 3);
      Kernels.simd().relu().backward(length, values, 2, grad, 1, simd, 3);
      assertArrayEquals(scalar, simd);
      assertEquals(0f, simd[0]);
    }
  }
}
