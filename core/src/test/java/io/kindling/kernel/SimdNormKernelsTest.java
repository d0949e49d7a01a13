package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SIMD loops of batch norm against the scalar ones, bit by bit, with NaN and infinities. */
final class SimdNormKernelsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyLoopEqualsScalar(long seed) {
    Random r = new Random(seed);
    int length = 16 * (1 + r.nextInt(20));
    int run = length + 16 * r.nextInt(3);
    int from = 16 * r.nextInt(4);
    int size = Lanes.START + from + length + 16;
    float[] dy = values(r, size);
    float[] y = values(r, size);
    float[] x = values(r, size);
    float[] other = values(r, size);
    float[] wide = values(r, Lanes.START + 3 * run);
    float[][] scalar = all(Kernels.scalar().norm(), length, dy, y, x, other, from, wide, run);
    float[][] simd = all(Kernels.simd().norm(), length, dy, y, x, other, from, wide, run);
    for (int i = 0; i < scalar.length; i++) {
      int which = i;
      assertArrayEquals(scalar[i], simd[i], () -> "result " + which);
    }
  }

  private static float[][] all(
      NormKernels kernels,
      int length,
      float[] dy,
      float[] y,
      float[] x,
      float[] other,
      int from,
      float[] wide,
      int run) {
    float[][] out = new float[14][];
    for (int i = 0; i < out.length; i++) {
      out[i] = new float[x.length];
      Arrays.fill(out[i], 0.25f);
    }
    kernels.add(length, x, from, out[0]);
    kernels.addSquares(length, x, from, wide, out[1], out[2]);
    kernels.addProducts(length, dy, null, x, from, wide, out[3], out[4]);
    kernels.addProducts(length, dy, y, x, from, wide, out[5], out[6]);
    kernels.affine(length, x, from, wide, run, null, false, out[7]);
    kernels.affine(length, x, from, wide, run, null, true, out[8]);
    kernels.affine(length, x, from, wide, run, other, false, out[9]);
    kernels.affine(length, x, from, wide, run, other, true, out[10]);
    kernels.gradient(length, dy, null, x, from, wide, run, out[11]);
    kernels.gradient(length, dy, y, x, from, wide, run, out[12]);
    kernels.addMasked(length, dy, y, other, from, out[13]);
    return out;
  }

  private static float[] values(Random r, int length) {
    float[] values = RandomGeometry.floats(r, length);
    float[] special = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0f, -0f, Float.MIN_VALUE
    };
    for (int i = 0; i < length / 8; i++) {
      values[r.nextInt(length)] = special[r.nextInt(special.length)];
    }
    return values;
  }
}
