package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The SIMD loops of softmax against the scalar ones, at odd lengths and special values. */
final class SimdSoftmaxKernelsTest {
  private static final float[] SPECIAL = {
    0f, -0f, -Float.MIN_VALUE, -1e-20f, -87.4f, -88.1f, -104f, -1e30f, Float.NEGATIVE_INFINITY
  };

  private final SoftmaxKernels simd = Kernels.simd().softmax();
  private final SoftmaxKernels scalar = Kernels.scalar().softmax();
  private final Random random = new Random(5);

  @Test
  void powersAreWithinFourUnitsInTheLastPlace() {
    for (int length = 0; length < 300; length++) {
      float shift = (float) random.nextGaussian();
      float[] x = values(length + 3, shift);
      float[][] out = new float[2][length + 5];
      simd.powers(length, x, 3, shift, 0.7f, out[0], 1);
      scalar.powers(length, x, 3, shift, 0.7f, out[1], 1);
      for (int i = 0; i < out[0].length; i++) {
        float bound = 4 * Math.ulp(out[1][i]) + Float.MIN_NORMAL;
        assertEquals(out[1][i], out[0][i], bound, "element " + i);
        boolean zero = i > 0 && i <= length && x[2 + i] == Float.NEGATIVE_INFINITY;
        assertTrue(!zero || out[0][i] == 0, "of minus infinity");
      }
      simd.powers(length, x, 3, shift, 0.7f, x, 3);
      assertArrayEquals(
          Arrays.copyOfRange(out[0], 1, 1 + length), Arrays.copyOfRange(x, 3, 3 + length));
    }
  }

  @Test
  void sumsEqualScalar() {
    for (int length = 0; length < 5000; length += 1 + length / 20) {
      float shift = (float) random.nextGaussian();
      float[] x = values(length + 3, shift);
      double sum = scalar.sumOfPowers(length, x, 3, shift);
      assertEquals(sum, simd.sumOfPowers(length, x, 3, shift), 1e-6 * sum + 1e-30);
    }
  }

  @Test
  void differencesEqualScalar() {
    for (int length = 0; length < 70; length++) {
      float[] x = values(length + 3, 2f);
      x[2] = Float.NaN;
      float[][] out = new float[2][length + 5];
      simd.lessBoth(length, x, 2, 1.5f, 0.3f, out[0], 1);
      scalar.lessBoth(length, x, 2, 1.5f, 0.3f, out[1], 1);
      assertArrayEquals(out[1], out[0]);
    }
  }

  @Test
  void shiftOfNaNGivesNaN() {
    float[] x = values(37, 0f);
    float[] out = new float[37];
    simd.powers(37, x, 0, Float.NaN, 1f, out, 0);
    for (float value : out) {
      assertTrue(Float.isNaN(value));
    }
    assertTrue(Double.isNaN(simd.sumOfPowers(37, x, 0, Float.NaN)));
  }

  /** Numbers up to {@code shift}. */
  private float[] values(int length, float shift) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      boolean special = random.nextInt(4) == 0;
      float scale = (float) Math.pow(10, random.nextInt(5) - 2);
      values[i] =
          special
              ? shift + SPECIAL[random.nextInt(SPECIAL.length)]
              : shift - Math.abs((float) random.nextGaussian() * scale);
    }
    return values;
  }
}
