package io.kindling.ops;

import io.kindling.kernel.ConvGeometry;

/**
 * Convolution in double, tap by tap: the reference, and the way of float64; and that of integers,
 * exact but for 64 bits. All arrays are NCHW and contiguous; results are added to what the target
 * holds.
 */
final class ConvolutionLoops {
  /** One multiply-add: indices into input, weight and output. */
  private interface Taps {
    /** {@code n} neighbouring output columns from {@code y}; the input advances by the stride. */
    void run(int x, int w, int y, int n);
  }

  private ConvolutionLoops() {}

  /** y += x * w. */
  static void forward(ConvGeometry g, double[] x, double[] w, double[] y) {
    int stride = g.strideWidth();
    walk(
        g,
        (xi, wi, yi, n) -> {
          double weight = w[wi];
          for (int i = 0; i < n; i++) {
            y[yi + i] += weight * x[xi + i * stride];
          }
        });
  }

  /** y += x * w. */
  static void forward(ConvGeometry g, long[] x, long[] w, long[] y) {
    int stride = g.strideWidth();
    walk(
        g,
        (xi, wi, yi, n) -> {
          for (int i = 0; i < n; i++) {
            y[yi + i] += w[wi] * x[xi + i * stride];
          }
        });
  }

  /** x += y * w, backwards. */
  static void backwardInput(ConvGeometry g, long[] y, long[] w, long[] x) {
    int stride = g.strideWidth();
    walk(
        g,
        (xi, wi, yi, n) -> {
          for (int i = 0; i < n; i++) {
            x[xi + i * stride] += w[wi] * y[yi + i];
          }
        });
  }

  /** The input's gradient: x += y * w, backwards. */
  static void backwardInput(ConvGeometry g, double[] y, double[] w, double[] x) {
    int stride = g.strideWidth();
    walk(
        g,
        (xi, wi, yi, n) -> {
          double weight = w[wi];
          for (int i = 0; i < n; i++) {
            x[xi + i * stride] += weight * y[yi + i];
          }
        });
  }

  /** The weight's gradient: w += sum over samples and pixels of x * y. */
  static void backwardWeight(ConvGeometry g, double[] x, double[] y, double[] w) {
    int stride = g.strideWidth();
    walk(
        g,
        (xi, wi, yi, n) -> {
          double sum = 0;
          for (int i = 0; i < n; i++) {
            sum += x[xi + i * stride] * y[yi + i];
          }
          w[wi] += sum;
        });
  }

  /** Every (sample, output channel, input channel of its group, kernel position, output row). */
  private static void walk(ConvGeometry g, Taps taps) {
    int plane = g.inHeight() * g.inWidth();
    int outPlane = g.outHeight() * g.outWidth();
    int window = g.kernelHeight() * g.kernelWidth();
    for (int n = 0; n < g.batch(); n++) {
      for (int o = 0; o < g.outChannels(); o++) {
        int first = o / g.groupOutChannels() * g.groupInChannels();
        int y = (n * g.outChannels() + o) * outPlane;
        for (int c = 0; c < g.groupInChannels(); c++) {
          int x = (n * g.inChannels() + first + c) * plane;
          int w = (o * g.groupInChannels() + c) * window;
          for (int k = 0; k < window; k++) {
            rows(g, taps, x, w + k, y, k / g.kernelWidth(), k % g.kernelWidth());
          }
        }
      }
    }
  }

  private static void rows(ConvGeometry g, Taps taps, int x, int w, int y, int kh, int kw) {
    int left = kw * g.dilationWidth() - g.padWidth();
    int stride = g.strideWidth();
    int from = left >= 0 ? 0 : (-left + stride - 1) / stride;
    int last = g.inWidth() - 1 - left;
    int to = last < 0 ? 0 : Math.min(g.outWidth(), last / stride + 1);
    if (from >= to) {
      return;
    }
    for (int r = 0; r < g.outHeight(); r++) {
      int row = r * g.strideHeight() - g.padHeight() + kh * g.dilationHeight();
      if (row >= 0 && row < g.inHeight()) {
        taps.run(
            x + row * g.inWidth() + left + from * stride,
            w,
            y + r * g.outWidth() + from,
            to - from);
      }
    }
  }
}
