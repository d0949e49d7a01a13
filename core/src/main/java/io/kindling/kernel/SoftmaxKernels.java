package io.kindling.kernel;

/**
 * The loops of softmax over one row of floats. All x are at most {@code shift}, or the shift is NaN
 * and so is every result; powers below the least normal number may be zero.
 */
public interface SoftmaxKernels {
  /** The sum of {@code e^(x[p + i] - shift)} for {@code 0 <= i < length}. */
  double sumOfPowers(int length, float[] x, int p, float shift);

  /** {@code out[o + i] = scale * e^(x[p + i] - shift)}; in place if so called. */
  void powers(int length, float[] x, int p, float shift, float scale, float[] out, int o);

  /** {@code out[o + i] = x[p + i] - a - b}, in this order; in place if so called. */
  void lessBoth(int length, float[] x, int p, float a, float b, float[] out, int o);
}
