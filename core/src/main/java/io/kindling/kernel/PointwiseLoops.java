package io.kindling.kernel;

import io.kindling.kernel.PointwiseKernels.Binary;
import io.kindling.kernel.PointwiseKernels.Unary;

/**
 * Elementwise loops over contiguous runs of floats by the {@link PointwiseKernels}, on the threads
 * the caller may use. The output may be one of the inputs, at the same offset.
 */
public final class PointwiseLoops {
  private PointwiseLoops() {}

  /** {@code out[o + i] = x[p + i] op y[q + i]}. */
  public static void binary(
      Binary op, int length, float[] x, int p, float[] y, int q, float[] out, int o) {
    PointwiseKernels kernels = Kernels.active().pointwise();
    Parallel.forChunks(
        length,
        (from, to) -> kernels.binary(op, to - from, x, p + from, y, q + from, out, o + from));
  }

  /** {@code out[o + i] = x[p + i] op c}. */
  public static void withScalar(
      Binary op, int length, float[] x, int p, float c, float[] out, int o) {
    PointwiseKernels kernels = Kernels.active().pointwise();
    Parallel.forChunks(
        length, (from, to) -> kernels.withScalar(op, to - from, x, p + from, c, out, o + from));
  }

  /** {@code out[o + i] = c op x[p + i]}. */
  public static void scalarWith(
      Binary op, int length, float c, float[] x, int p, float[] out, int o) {
    PointwiseKernels kernels = Kernels.active().pointwise();
    Parallel.forChunks(
        length, (from, to) -> kernels.scalarWith(op, to - from, c, x, p + from, out, o + from));
  }

  /** {@code out[o + i] = op(x[p + i])}. */
  public static void unary(Unary op, int length, float[] x, int p, float[] out, int o) {
    PointwiseKernels kernels = Kernels.active().pointwise();
    Parallel.forChunks(
        length, (from, to) -> kernels.unary(op, to - from, x, p + from, out, o + from));
  }

  /** {@code out += alpha * x}. */
  public static void axpy(int length, float alpha, float[] x, int p, float[] out, int o) {
    if (Parallel.isOneChunk(length)) {
      axpyRun(0, length, alpha, x, p, out, o);
    } else {
      Parallel.forChunks(length, (from, to) -> axpyRun(from, to, alpha, x, p, out, o));
    }
  }

  /**
   * The gradient of a ReLU: {@code out = y > 0 ? grad : 0}, where {@code y} may be the input or the
   * output of the forward call; NaN counts as positive, as in PyTorch.
   */
  public static void reluBackward(
      int length, float[] y, int p, float[] grad, int q, float[] out, int o) {
    ReluKernels relu = Kernels.active().relu();
    Parallel.forChunks(
        length, (from, to) -> relu.backward(to - from, y, p + from, grad, q + from, out, o + from));
  }

  private static void axpyRun(int from, int to, float alpha, float[] x, int p, float[] out, int o) {
    PointwiseKernels kernels = Kernels.active().pointwise();
    kernels.combine(to - from, 1f, out, o + from, alpha, x, p + from, out, o + from);
  }
}
