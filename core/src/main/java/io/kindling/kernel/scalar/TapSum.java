package io.kindling.kernel.scalar;

import io.kindling.kernel.Lanes;

/**
 * The taps that one row of a result gathers: {@code row = start + sum of weight * tap}. All
 * channels of the result gather the same taps, some of them at a time, which stay in the cache
 * meanwhile.
 */
final class TapSum {
  private static final int BLOCK = Lanes.BLOCK;

  /** Taps added in one loop; more, and the JIT no longer vectorizes it. */
  private static final int TOGETHER = 4;

  /** Floats of taps that stay in the first-level cache beside a row of the result. */
  private static final int CACHED = 1 << 12;

  private final TapRows source;
  private final float[][] taps;
  private final int[] weights;
  private final int[] kernelColumns;
  private final float[] zeros;
  private final int cached;
  private int count;

  TapSum(TapRows source, int most, int length) {
    int room = most + TOGETHER;
    this.source = source;
    this.taps = new float[room][];
    this.weights = new int[room];
    this.kernelColumns = new int[room];
    this.zeros = new float[length];
    this.cached = Math.max(1, CACHED / (TOGETHER * length)) * TOGETHER;
  }

  void clear() {
    count = 0;
  }

  /** Adds a tap whose weight is {@code weight} behind that of the first one. */
  void add(int row, int channel, int kernelColumn, int weight) {
    taps[count] = source.tap(row, channel, kernelColumn);
    kernelColumns[count] = kernelColumn;
    weights[count++] = weight;
  }

  /**
   * Adds the taps up onto {@code count} of the rows, whose weights begin at {@code from} and every
   * {@code step} further on.
   */
  void run(float[] w, int from, int step, float[][] rows, int first, int count, int length) {
    for (int t = 0; t < this.count; t += cached) {
      int end = Math.min(this.count, t + cached);
      for (int i = 0; i < count; i++) {
        run(w, from + i * step, rows[first + i], length, t, end);
      }
    }
  }

  private void run(float[] w, int from, float[] row, int length, int first, int end) {
    for (int t = first; t < end; t += TOGETHER) {
      if (finite(w, from, t)) {
        four(
            length,
            weight(w, from, t),
            taps[t],
            weight(w, from, t + 1),
            tap(t + 1),
            weight(w, from, t + 2),
            tap(t + 2),
            weight(w, from, t + 3),
            tap(t + 3),
            row);
      } else {
        skipping(w, from, t, row, length);
      }
    }
  }

  private float weight(float[] w, int from, int t) {
    return t < count ? w[from + weights[t]] : 0f;
  }

  private float[] tap(int t) {
    return t < count ? taps[t] : zeros;
  }

  private boolean finite(float[] w, int from, int t) {
    float sum =
        weight(w, from, t) * 0f
            + weight(w, from, t + 1) * 0f
            + weight(w, from, t + 2) * 0f
            + weight(w, from, t + 3) * 0f;
    return sum == 0f;
  }

  /** The same where a weight times the zeros of the padding would not be zero. */
  private void skipping(float[] w, int from, int first, float[] row, int length) {
    for (int t = first; t < Math.min(count, first + TOGETHER); t++) {
      for (int i = 0; i < length; i++) {
        if (source.reaches(i / BLOCK, kernelColumns[t])) {
          row[i] += weight(w, from, t) * taps[t][i];
        }
      }
    }
  }

  private static void four(
      int length,
      float w0,
      float[] x0,
      float w1,
      float[] x1,
      float w2,
      float[] x2,
      float w3,
      float[] x3,
      float[] row) {
    for (int i = 0; i < length; i++) {
      row[i] = row[i] + w0 * x0[i] + w1 * x1[i] + w2 * x2[i] + w3 * x3[i];
    }
  }
}
