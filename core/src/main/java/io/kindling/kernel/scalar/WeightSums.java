package io.kindling.kernel.scalar;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import java.util.Arrays;

/**
 * The gradient to a convolution's weights in plain loops: every pixel of the output adds the
 * {@linkplain SampleWindows windows} it sees, times its gradient, to the weights of each channel.
 * Four samples at a time make the loop that the JIT vectorizes, the same as {@link TapSum}'s.
 *
 * <p>The unit of parallel work is a part of the samples, with sums of its own.
 */
final class WeightSums {
  private static final int BLOCK = Lanes.BLOCK;

  /** Most parts; fixed, so that sums do not depend on threads. */
  private static final int MAX_PARTS = 8;

  /** Floats that the sums of all parts may take together. */
  private static final int MAX_SUMS = 1 << 22;

  /** Floats of a window such that sixteen of them stay in the first-level cache. */
  private static final int CACHED = 400;

  private final ConvGeometry g;
  private final float[] x;
  private final float[] dy;
  private final float[][] sums;

  private WeightSums(ConvGeometry g, float[] x, float[] dy, float[][] sums) {
    this.g = g;
    this.x = x;
    this.dy = dy;
    this.sums = sums;
  }

  static void run(ConvGeometry g, float[] x, float[] dy, float[] dw, int dwFrom) {
    int parts = Math.max(1, Math.min(MAX_PARTS, MAX_SUMS / g.weightCount()));
    int used = Math.min(parts, g.blocks());
    int length = SampleWindows.length(g);
    float[][] sums = RowPool.rows(RowPool.SUMS, used * g.outChannels(), length);
    WeightSums kernel = new WeightSums(g, x, dy, sums);
    Parallel.forRange(used, part -> kernel.part(part, used));
    Parallel.forRange(g.outChannels(), o -> kernel.total(o, used, dw, dwFrom + o * length));
  }

  private void part(int part, int parts) {
    int first = part * g.outChannels();
    for (int o = 0; o < g.outChannels(); o++) {
      Arrays.fill(sums[first + o], 0, SampleWindows.length(g), 0f);
    }
    SampleWindows windows = new SampleWindows(g, x);
    int end = (int) ((long) g.blocks() * (part + 1) / parts);
    for (int block = (int) ((long) g.blocks() * part / parts); block < end; block++) {
      windows.start(block);
      for (int oy = 0; oy < g.outHeight(); oy++) {
        for (int ox = 0; windows.row(oy) && ox < g.outWidth(); ox++) {
          int pixel = (block * g.outHeight() + oy) * g.outWidth() + ox;
          for (int group = 0; group < g.groups(); group++) {
            float[][] seen = windows.at(oy, ox, group);
            pixel(windows, seen, Lanes.used(g.batch(), block), pixel, group, first);
          }
        }
      }
    }
  }

  /** Adds what one pixel of a group contributes, a piece of its windows after the other. */
  private void pixel(
      SampleWindows windows, float[][] seen, int used, int pixel, int group, int firstSum) {
    int channels = g.groupOutChannels();
    int length = windows.to() - windows.from();
    int pieces = (length + CACHED - 1) / CACHED;
    for (int piece = 0; piece < pieces; piece++) {
      int from = windows.from() + length * piece / pieces;
      int to = windows.from() + length * (piece + 1) / pieces;
      for (int o = group * channels; o < (group + 1) * channels; o++) {
        int d = Lanes.START + (pixel * g.outChannels() + o) * BLOCK;
        for (int n = 0; n < used; n += 4) {
          add(windows, seen, from, to, d, n, used, sums[firstSum + o]);
        }
      }
    }
  }

  private void add(
      SampleWindows windows,
      float[][] seen,
      int from,
      int to,
      int d,
      int n,
      int used,
      float[] sum) {
    float d0 = dy[d + n];
    float d1 = n + 1 < used ? dy[d + n + 1] : 0f;
    float d2 = n + 2 < used ? dy[d + n + 2] : 0f;
    float d3 = n + 3 < used ? dy[d + n + 3] : 0f;
    float zero = d0 * 0f + d1 * 0f + d2 * 0f + d3 * 0f;
    if (zero == 0f || windows.isWholeInside()) {
      four(from, to, d0, seen[n], d1, seen[n + 1], d2, seen[n + 2], d3, seen[n + 3], sum);
    } else {
      skipping(windows, from, to, d0, seen[n], sum);
      skipping(windows, from, to, d1, seen[n + 1], sum);
      skipping(windows, from, to, d2, seen[n + 2], sum);
      skipping(windows, from, to, d3, seen[n + 3], sum);
    }
  }

  /** The same where a gradient times the zeros beyond the sides would not be zero. */
  private static void skipping(
      SampleWindows windows, int from, int to, float d, float[] seen, float[] sum) {
    for (int i = from; i < to; i++) {
      if (windows.isInside(i)) {
        sum[i] += d * seen[i];
      }
    }
  }

  private static void four(
      int from,
      int to,
      float d0,
      float[] x0,
      float d1,
      float[] x1,
      float d2,
      float[] x2,
      float d3,
      float[] x3,
      float[] sum) {
    for (int i = from; i < to; i++) {
      sum[i] += (d0 * x0[i] + d1 * x1[i]) + (d2 * x2[i] + d3 * x3[i]);
    }
  }

  /** Adds the parts of one output channel in order, and brings them into the order of weights. */
  private void total(int o, int parts, float[] dw, int to) {
    int channels = g.groupInChannels();
    int taps = g.kernelHeight() * g.kernelWidth();
    for (int c = 0; c < channels; c++) {
      for (int tap = 0; tap < taps; tap++) {
        float total = 0f;
        for (int part = 0; part < parts; part++) {
          total += sums[part * g.outChannels() + o][tap * channels + c];
        }
        dw[to++] = total;
      }
    }
  }
}
