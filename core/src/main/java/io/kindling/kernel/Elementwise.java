package io.kindling.kernel;

/**
 * Elementwise loops over contiguous runs of floats: {@code out[o + i] = f(x[p + i], y[q + i])} for
 * {@code 0 <= i < length}. The output may be one of the inputs, at the same offset. The JIT turns
 * these plain loops into SIMD code by itself, so there is one implementation for every machine.
 */
public final class Elementwise {
  private Elementwise() {}

  /** {@code out = x + y}. */
  public static void add(int length, float[] x, int p, float[] y, int q, float[] out, int o) {
    Parallel.forChunks(length, (from, to) -> addRun(from, to, x, p, y, q, out, o));
  }

  /** {@code out = x - y}. */
  public static void subtract(int length, float[] x, int p, float[] y, int q, float[] out, int o) {
    Parallel.forChunks(length, (from, to) -> subtractRun(from, to, x, p, y, q, out, o));
  }

  /** {@code out = x * y}. */
  public static void multiply(int length, float[] x, int p, float[] y, int q, float[] out, int o) {
    Parallel.forChunks(length, (from, to) -> multiplyRun(from, to, x, p, y, q, out, o));
  }

  /** {@code out = x / y}. */
  public static void divide(int length, float[] x, int p, float[] y, int q, float[] out, int o) {
    Parallel.forChunks(length, (from, to) -> divideRun(from, to, x, p, y, q, out, o));
  }

  /** {@code out = alpha * x}. */
  public static void scale(int length, float alpha, float[] x, int p, float[] out, int o) {
    Parallel.forChunks(length, (from, to) -> scaleRun(from, to, alpha, x, p, out, o));
  }

  /** {@code out += alpha * x}. */
  public static void axpy(int length, float alpha, float[] x, int p, float[] out, int o) {
    Parallel.forChunks(length, (from, to) -> axpyRun(from, to, alpha, x, p, out, o));
  }

  /** {@code out = max(x, 0)}; NaN stays NaN. */
  public static void relu(int length, float[] x, int p, float[] out, int o) {
    Parallel.forChunks(length, (from, to) -> reluRun(from, to, x, p, out, o));
  }

  /**
   * The gradient of {@link #relu}: {@code out = y > 0 ? grad : 0}, where {@code y} may be the input
   * or the output of the forward call; NaN counts as positive, as in PyTorch.
   */
  public static void reluBackward(
      int length, float[] y, int p, float[] grad, int q, float[] out, int o) {
    ReluKernels relu = Kernels.active().relu();
    Parallel.forChunks(
        length, (from, to) -> relu.backward(to - from, y, p + from, grad, q + from, out, o + from));
  }

  /** {@code out = max(x + y, 0)}; NaN stays NaN. */
  public static void addRelu(int length, float[] x, int p, float[] y, int q, float[] out, int o) {
    Parallel.forChunks(length, (from, to) -> addReluRun(from, to, x, p, y, q, out, o));
  }

  private static void addRun(
      int from, int to, float[] x, int p, float[] y, int q, float[] out, int o) {
    for (int i = from; i < to; i++) {
      out[o + i] = x[p + i] + y[q + i];
    }
  }

  private static void subtractRun(
      int from, int to, float[] x, int p, float[] y, int q, float[] out, int o) {
    for (int i = from; i < to; i++) {
      out[o + i] = x[p + i] - y[q + i];
    }
  }

  private static void multiplyRun(
      int from, int to, float[] x, int p, float[] y, int q, float[] out, int o) {
    for (int i = from; i < to; i++) {
      out[o + i] = x[p + i] * y[q + i];
    }
  }

  private static void divideRun(
      int from, int to, float[] x, int p, float[] y, int q, float[] out, int o) {
    for (int i = from; i < to; i++) {
      out[o + i] = x[p + i] / y[q + i];
    }
  }

  private static void scaleRun(
      int from, int to, float alpha, float[] x, int p, float[] out, int o) {
    for (int i = from; i < to; i++) {
      out[o + i] = alpha * x[p + i];
    }
  }

  private static void axpyRun(int from, int to, float alpha, float[] x, int p, float[] out, int o) {
    for (int i = from; i < to; i++) {
      out[o + i] += alpha * x[p + i];
    }
  }

  private static void reluRun(int from, int to, float[] x, int p, float[] out, int o) {
    for (int i = from; i < to; i++) {
      out[o + i] = Math.max(x[p + i], 0f);
    }
  }

  private static void addReluRun(
      int from, int to, float[] x, int p, float[] y, int q, float[] out, int o) {
    for (int i = from; i < to; i++) {
      out[o + i] = Math.max(x[p + i] + y[q + i], 0f);
    }
  }
}
