package io.kindling.kernel.scalar;

import io.kindling.kernel.MatMulKernels;
import io.kindling.kernel.MatMulShape;
import io.kindling.kernel.Parallel;
import java.util.Arrays;

/**
 * {@link MatMulKernels} in plain loops: every row of C is a sum of rows of op(B), each scaled by
 * one element of op(A), which the JIT vectorizes.
 */
public final class ScalarMatMulKernels implements MatMulKernels {
  @Override
  public void multiply(
      MatMulShape shape,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      boolean accumulate) {
    float[] rows = shape.transposeB() ? transpose(b, bFrom, shape.columns(), shape.inner()) : b;
    int rowsFrom = shape.transposeB() ? 0 : bFrom;
    Parallel.forRange(
        shape.rows(), i -> row(shape, i, a, aFrom, rows, rowsFrom, c, cFrom, accumulate));
  }

  private static void row(
      MatMulShape shape,
      int i,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      boolean accumulate) {
    int columns = shape.columns();
    int to = cFrom + i * columns;
    if (!accumulate) {
      Arrays.fill(c, to, to + columns, 0f);
    }
    int aRow = shape.transposeA() ? aFrom + i : aFrom + i * shape.inner();
    int aStep = shape.transposeA() ? shape.rows() : 1;
    for (int k = 0; k < shape.inner(); k++) {
      axpy(columns, a[aRow + k * aStep], b, bFrom + k * columns, c, to);
    }
  }

  private static void axpy(int length, float alpha, float[] x, int from, float[] out, int to) {
    for (int i = 0; i < length; i++) {
      out[to + i] += alpha * x[from + i];
    }
  }

  private static float[] transpose(float[] x, int from, int rows, int columns) {
    float[] out = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        out[j * rows + i] = x[from + i * columns + j];
      }
    }
    return out;
  }
}
