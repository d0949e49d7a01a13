package io.kindling.kernel.scalar;

import io.kindling.kernel.ReluKernels;

/** {@link ReluKernels} in a plain loop. */
public final class ScalarReluKernels implements ReluKernels {
  @Override
  public void backward(int length, float[] y, int p, float[] grad, int q, float[] out, int o) {
    for (int i = 0; i < length; i++) {
      out[o + i] = y[p + i] <= 0f ? 0f : grad[q + i];
    }
  }
}
