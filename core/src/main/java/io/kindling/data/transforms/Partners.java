package io.kindling.data.transforms;

import io.kindling.data.MixedBatch;
import io.kindling.random.Generator;
import java.util.Arrays;

/** Which row is mixed with which, see {@link io.kindling.data.BatchTransform}. */
final class Partners {
  /** A shift is at most this part of the batch. */
  private static final int PART = 8;

  private final int[] rows;
  private final int shift;

  private Partners(int[] rows, int shift) {
    this.rows = rows;
    this.shift = shift;
  }

  /** Draws the shift; the same of every share of a batch. */
  static Partners draw(MixedBatch batch, Generator random) {
    long drawn = 1 + random.nextLong(Math.max(1, batch.batchSize() / PART));
    long[] sorted = batch.samples().clone();
    Arrays.sort(sorted);
    int[] rows = new int[sorted.length];
    for (int row = 0; row < rows.length; row++) {
      rows[Arrays.binarySearch(sorted, batch.samples()[row])] = row;
    }
    int n = rows.length;
    return new Partners(rows, n < 2 ? 0 : (int) (1 + (drawn - 1) % (n - 1)));
  }

  /** Changes a row, given where the row and its partner begin. */
  @FunctionalInterface
  interface Mix {
    void apply(float[] own, int at, float[] partner, int partnerAt);
  }

  /** Changes every row of {@code stride} values by what its partner was before. */
  void mix(float[] values, int stride, Mix mix) {
    int n = rows.length;
    if (shift == 0) {
      return;
    }
    // Each circle of partners: the first row is kept for the last one.
    float[] first = new float[stride];
    boolean[] done = new boolean[n];
    for (int start = 0; start < n; start++) {
      if (done[start]) {
        continue;
      }
      System.arraycopy(values, rows[start] * stride, first, 0, stride);
      for (int i = start; !done[i]; i = (i + shift) % n) {
        done[i] = true;
        int partner = (i + shift) % n;
        if (partner == start) {
          mix.apply(values, rows[i] * stride, first, 0);
        } else {
          mix.apply(values, rows[i] * stride, values, rows[partner] * stride);
        }
      }
    }
  }

  /** {@code lam * own + (1 - lam) * partner}, each product rounded, as PyTorch's. */
  void blend(float[] values, int stride, double lam) {
    float own = (float) lam;
    float other = (float) (1 - lam);
    mix(
        values,
        stride,
        (to, at, from, fromAt) -> {
          for (int i = 0; i < stride; i++) {
            to[at + i] = from[fromAt + i] * other + to[at + i] * own;
          }
        });
  }
}
