package io.kindling.kernel.scalar;

import io.kindling.kernel.ReductionKernels;
import java.util.Arrays;

/** {@link ReductionKernels} in plain loops. */
public final class ScalarReductionKernels implements ReductionKernels {
  @Override
  public double sum(float[] x, int from, int length) {
    double total = 0;
    float[] partial = new float[PARTIALS];
    for (int start = 0; start < length; start += CHUNK) {
      int n = Math.min(CHUNK, length - start);
      Arrays.fill(partial, 0f);
      for (int i = 0; i < n; i++) {
        partial[i % PARTIALS] += x[from + start + i];
      }
      total += ReductionKernels.fold(partial);
    }
    return total;
  }

  @Override
  public double dot(float[] x, int from, float[] y, int yFrom, int length) {
    double total = 0;
    float[] partial = new float[PARTIALS];
    for (int start = 0; start < length; start += CHUNK) {
      int n = Math.min(CHUNK, length - start);
      Arrays.fill(partial, 0f);
      for (int i = 0; i < n; i++) {
        partial[i % PARTIALS] += x[from + start + i] * y[yFrom + start + i];
      }
      total += ReductionKernels.fold(partial);
    }
    return total;
  }

  @Override
  public float max(float[] x, int from, int length) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      max = Math.max(max, x[from + i]);
    }
    return max;
  }
}
