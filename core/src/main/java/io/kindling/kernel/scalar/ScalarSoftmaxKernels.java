package io.kindling.kernel.scalar;

import io.kindling.kernel.SoftmaxKernels;

/** {@link SoftmaxKernels} in plain loops. */
public final class ScalarSoftmaxKernels implements SoftmaxKernels {
  @Override
  public double sumOfPowers(int length, float[] x, int p, float shift) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += Math.exp(x[p + i] - shift);
    }
    return sum;
  }

  @Override
  public void powers(int length, float[] x, int p, float shift, float scale, float[] out, int o) {
    for (int i = 0; i < length; i++) {
      out[o + i] = (float) (scale * Math.exp(x[p + i] - shift));
    }
  }

  @Override
  public void lessBoth(int length, float[] x, int p, float a, float b, float[] out, int o) {
    for (int i = 0; i < length; i++) {
      out[o + i] = x[p + i] - a - b;
    }
  }
}
