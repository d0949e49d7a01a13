package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SIMD matrix product and reductions against float64 and against the scalar ones. */
final class SimdMatMulKernelsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void equalsFloat64OnRandomShapes(long seed) {
    Random r = new Random(seed);
    for (int i = 0; i < 40; i++) {
      MatMulShape shape =
          new MatMulShape(
              1 + r.nextInt(90),
              1 + r.nextInt(90),
              r.nextInt(i % 8 == 0 ? 600 : 40),
              r.nextBoolean(),
              r.nextBoolean());
      float[] a = RandomGeometry.floats(r, shape.rows() * shape.inner() + 2);
      float[] b = RandomGeometry.floats(r, shape.columns() * shape.inner() + 1);
      float[] c = RandomGeometry.floats(r, shape.rows() * shape.columns() + 3);
      check(Kernels.simd(), shape, a, b, c.clone(), r.nextBoolean());
      check(Kernels.scalar(), shape, a, b, c.clone(), r.nextBoolean());
    }
  }

  private static void check(
      Kernels kernels, MatMulShape s, float[] a, float[] b, float[] c, boolean accumulate) {
    float[] before = c.clone();
    kernels.matMul().multiply(s, a, 2, b, 1, c, 3, accumulate);
    for (int i = 0; i < s.rows(); i++) {
      for (int j = 0; j < s.columns(); j++) {
        double sum = accumulate ? before[3 + i * s.columns() + j] : 0;
        for (int k = 0; k < s.inner(); k++) {
          double left = a[2 + (s.transposeA() ? k * s.rows() + i : i * s.inner() + k)];
          double right = b[1 + (s.transposeB() ? j * s.inner() + k : k * s.columns() + j)];
          sum += left * right;
        }
        float tolerance = Math.ulp(0.25f) * (4 + s.inner());
        assertEquals(sum, c[3 + i * s.columns() + j], tolerance, () -> kernels.name() + " " + s);
      }
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(before[i], c[i], "wrote before the matrix");
    }
  }

  @Test
  void reductionsAreBitwiseTheSame() {
    ReductionKernels simd = Kernels.simd().reductions();
    ReductionKernels scalar = Kernels.scalar().reductions();
    Random r = new Random(5);
    for (int length : new int[] {0, 1, 15, 31, 32, 33, 100, 4095, 4096, 4097, 20_000}) {
      float[] x = RandomGeometry.floats(r, length + 3);
      float[] y = RandomGeometry.floats(r, length + 1);
      assertEquals(scalar.sum(x, 3, length), simd.sum(x, 3, length));
      assertEquals(scalar.dot(x, 3, y, 1, length), simd.dot(x, 3, y, 1, length));
      assertEquals(scalar.max(x, 3, length), simd.max(x, 3, length));
    }
    float[] nan = new float[40];
    nan[37] = Float.NaN;
    assertEquals(Float.NaN, simd.max(nan, 0, 40));
  }
}
