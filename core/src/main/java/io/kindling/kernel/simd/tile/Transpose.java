package io.kindling.kernel.simd.tile;

/** Turns {@code [rows][16]} into {@code [16][rows]}: lanes of samples into runs of channels. */
public final class Transpose {
  private Transpose() {}

  /**
   * {@code y[yo + n * yStep + r] = x[xo + r * 16 + n]} for {@code r < rows}, {@code n < samples}.
   */
  public static void rows(float[] x, int xo, int rows, int samples, float[] y, int yo, int yStep) {
    int r = 0;
    if (samples == 16 && yStep == 16) {
      for (; r + 8 <= rows; r += 8) {
        whole(x, xo + r * 16, y, yo + r);
      }
    }
    for (; r + 8 <= rows; r += 8) {
      eight(x, xo + r * 16, samples, y, yo + r, yStep);
    }
    for (; r + 4 <= rows; r += 4) {
      four(x, xo + r * 16, samples, y, yo + r, yStep);
    }
    for (; r < rows; r++) {
      one(x, xo + r * 16, samples, y, yo + r, yStep);
    }
  }

  /** As {@link #eight}, in a loop whose length the JIT knows. */
  private static void whole(float[] x, int p, float[] y, int q) {
    for (int n = 0; n < 16; n++) {
      y[q] = x[p];
      y[q + 1] = x[p + 16];
      y[q + 2] = x[p + 32];
      y[q + 3] = x[p + 48];
      y[q + 4] = x[p + 64];
      y[q + 5] = x[p + 80];
      y[q + 6] = x[p + 96];
      y[q + 7] = x[p + 112];
      p++;
      q += 16;
    }
  }

  private static void eight(float[] x, int p, int samples, float[] y, int q, int yStep) {
    for (int n = 0; n < samples; n++) {
      y[q] = x[p];
      y[q + 1] = x[p + 16];
      y[q + 2] = x[p + 32];
      y[q + 3] = x[p + 48];
      y[q + 4] = x[p + 64];
      y[q + 5] = x[p + 80];
      y[q + 6] = x[p + 96];
      y[q + 7] = x[p + 112];
      p++;
      q += yStep;
    }
  }

  private static void four(float[] x, int p, int samples, float[] y, int q, int yStep) {
    for (int n = 0; n < samples; n++) {
      y[q] = x[p];
      y[q + 1] = x[p + 16];
      y[q + 2] = x[p + 32];
      y[q + 3] = x[p + 48];
      p++;
      q += yStep;
    }
  }

  private static void one(float[] x, int p, int samples, float[] y, int q, int yStep) {
    for (int n = 0; n < samples; n++) {
      y[q] = x[p + n];
      q += yStep;
    }
  }
}
