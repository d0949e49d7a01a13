package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.kernel.PointwiseKernels.Binary;
import io.kindling.kernel.PointwiseKernels.Unary;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The SIMD elementwise loops against the scalar ones, at odd lengths and special values. */
final class SimdPointwiseKernelsTest {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_NORMAL,
    Float.MAX_VALUE,
    88.7f,
    88.8f,
    -87.4f,
    -103.9f,
    -104.1f,
    0.625f,
    0.6249f,
    -0.625f,
    1e-20f,
    9f,
    -9.1f
  };

  private final PointwiseKernels simd = Kernels.simd().pointwise();
  private final PointwiseKernels scalar = Kernels.scalar().pointwise();
  private final Random random = new Random(4);

  @Test
  void combinationEqualsScalar() {
    for (int length = 0; length < 70; length++) {
      float[] x = values(length + 3);
      float[] y = values(length + 2);
      float[][] out = new float[2][length + 5];
      simd.combine(length, 0.9f, x, 3, -0.1f, y, 2, out[0], 1);
      scalar.combine(length, 0.9f, x, 3, -0.1f, y, 2, out[1], 1);
      assertArrayEquals(out[1], out[0]);
      simd.combine(length, 0.9f, x, 3, -0.1f, y, 2, y, 2);
      for (int i = 0; i < length; i++) {
        assertEquals(out[1][1 + i], y[2 + i], "in place");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void binaryEqualsScalar(Binary op) {
    for (int length = 0; length < 70; length++) {
      float[] x = values(length + 3);
      float[] y = values(length + 2);
      float[][] out = new float[6][length + 5];
      float c = y[0];
      simd.binary(op, length, x, 3, y, 2, out[0], 1);
      scalar.binary(op, length, x, 3, y, 2, out[1], 1);
      simd.withScalar(op, length, x, 3, c, out[2], 1);
      scalar.withScalar(op, length, x, 3, c, out[3], 1);
      simd.scalarWith(op, length, c, x, 3, out[4], 1);
      scalar.scalarWith(op, length, c, x, 3, out[5], 1);
      for (int k = 0; k < 6; k += 2) {
        assertArrayEquals(out[k + 1], out[k], "form " + k / 2);
      }
      simd.binary(op, length, x, 3, y, 2, x, 3);
      for (int i = 0; i < length; i++) {
        assertEquals(out[0][1 + i], x[3 + i], "in place");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void unaryIsWithinThreeUnitsInTheLastPlace(Unary op) {
    for (int length = 0; length < 400; length++) {
      float[] x = values(length + 3);
      float[] out = new float[length + 5];
      simd.unary(op, length, x, 3, out, 1);
      float[] alone = new float[1];
      for (int i = 0; i < length; i++) {
        double exact = op.of((double) x[3 + i]);
        float expected = (float) exact;
        float got = out[1 + i];
        boolean same = Float.compare(expected, got) == 0;
        boolean near = expected != 0 && Math.abs(got - exact) <= 3 * Math.ulp(expected);
        assertTrue(same || near, op + "(" + x[3 + i] + ") is " + got + ", not " + exact);
        simd.unary(op, 1, x, 3 + i, alone, 0);
        assertEquals(got, alone[0], "the same wherever it stands");
      }
      simd.unary(op, length, x, 3, x, 3);
      for (int i = 0; i < length; i++) {
        assertEquals(out[1 + i], x[3 + i], "in place");
      }
    }
  }

  private float[] values(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      boolean special = random.nextInt(4) == 0;
      float scale = (float) Math.pow(10, random.nextInt(6) - 3);
      values[i] =
          special ? SPECIAL[random.nextInt(SPECIAL.length)] : (float) random.nextGaussian() * scale;
    }
    return values;
  }
}
