package io.kindling.kernel.scalar;

import io.kindling.kernel.NormKernels;

/** {@link NormKernels} in plain loops, simple enough for the JIT to vectorize most. */
public final class ScalarNormKernels implements NormKernels {
  @Override
  public void add(int length, float[] x, int from, float[] sum) {
    for (int i = 0; i < length; i++) {
      sum[i] += x[from + i];
    }
  }

  @Override
  public void addSquares(
      int length, float[] x, int from, float[] origin, float[] sum, float[] squares) {
    for (int i = 0; i < length; i++) {
      float d = x[from + i] - origin[i];
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
    for (int i = 0; i < length; i++) {
      float g = y != null && y[from + i] <= 0f ? 0f : dy[from + i];
      sum[i] += g;
      products[i] += g * (x[from + i] - center[i]);
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
      for (int i = 0; i < length; i++) {
        y[from + i] = x[from + i] * wide[i] + wide[run + i];
      }
    } else {
      for (int i = 0; i < length; i++) {
        y[from + i] = x[from + i] * wide[i] + wide[run + i] + other[from + i];
      }
    }
    if (relu) {
      for (int i = 0; i < length; i++) {
        y[from + i] = Math.max(y[from + i], 0f);
      }
    }
  }

  @Override
  public void gradient(
      int length, float[] dy, float[] y, float[] x, int from, float[] wide, int run, float[] dx) {
    for (int i = 0; i < length; i++) {
      float g = y != null && y[from + i] <= 0f ? 0f : dy[from + i];
      dx[from + i] = g * wide[i] + x[from + i] * wide[run + i] + wide[2 * run + i];
    }
  }

  @Override
  public void addMasked(int length, float[] dy, float[] y, float[] other, int from, float[] out) {
    for (int i = 0; i < length; i++) {
      out[from + i] = (y[from + i] <= 0f ? 0f : dy[from + i]) + other[from + i];
    }
  }
}
