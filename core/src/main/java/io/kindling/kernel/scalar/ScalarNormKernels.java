package io.kindling.kernel.scalar;

import static io.kindling.kernel.Lanes.START;

import io.kindling.kernel.NormKernels;

/** {@link NormKernels} in plain loops, simple enough for the JIT to vectorize most. */
public final class ScalarNormKernels implements NormKernels {
  @Override
  public void add(int length, float[] x, int from, float[] sum) {
    for (int i = START; i < START + length; i++) {
      sum[i] += x[from + i - START];
    }
  }

  @Override
  public void addSquares(
      int length, float[] x, int from, float[] origin, float[] sum, float[] squares) {
    for (int i = START; i < START + length; i++) {
      float d = x[from + i - START] - origin[i];
      sum[i] += d;
      squares[i] += d * d;
    }
  }

  @Override
  public void addProducts(
      int length,
      float[] dy,
      float[] y,
      float[] x,
      int from,
      float[] center,
      float[] sum,
      float[] products) {
    for (int i = START; i < START + length; i++) {
      float g = y != null && y[from + i - START] <= 0f ? 0f : dy[from + i - START];
      sum[i] += g;
      products[i] += g * (x[from + i - START] - center[i]);
    }
  }

  @Override
  public void affine(
      int length,
      float[] x,
      int from,
      float[] wide,
      int run,
      float[] other,
      boolean relu,
      float[] y) {
    if (other == null) {
      for (int i = START; i < START + length; i++) {
        y[from + i - START] = x[from + i - START] * wide[i] + wide[run + i];
      }
    } else {
      for (int i = START; i < START + length; i++) {
        y[from + i - START] =
            x[from + i - START] * wide[i] + wide[run + i] + other[from + i - START];
      }
    }
    if (relu) {
      for (int i = START; i < START + length; i++) {
        y[from + i - START] = Math.max(y[from + i - START], 0f);
      }
    }
  }

  @Override
  public void gradient(
      int length, float[] dy, float[] y, float[] x, int from, float[] wide, int run, float[] dx) {
    for (int i = START; i < START + length; i++) {
      float g = y != null && y[from + i - START] <= 0f ? 0f : dy[from + i - START];
      dx[from + i - START] = g * wide[i] + x[from + i - START] * wide[run + i] + wide[2 * run + i];
    }
  }

  @Override
  public void addMasked(int length, float[] dy, float[] y, float[] other, int from, float[] out) {
    for (int i = 0; i < length; i++) {
      out[from + i] = (y[from + i] <= 0f ? 0f : dy[from + i]) + other[from + i];
    }
  }
}
