package io.kindling.kernel;

/** The gradient of ReLU, whose choice the JIT does not vectorize by itself. */
public interface ReluKernels {
  /**
   * {@code out[o + i] = y[p + i] <= 0 ? 0 : grad[q + i]}. The output may be one of the inputs, at
   * the same offset.
   */
  void backward(int length, float[] y, int p, float[] grad, int q, float[] out, int o);
}
