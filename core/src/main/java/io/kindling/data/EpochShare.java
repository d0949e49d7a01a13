package io.kindling.data;

import java.util.Arrays;
import java.util.Objects;

/**
 * One worker's part of every global batch of one epoch: its local rows, bucketed by step, in the
 * order of the batch. Made by {@link EpochSampler}; immutable.
 */
public final class EpochShare {
  private final int[] rows;
  private final int[] starts;

  EpochShare(int[] rows, int[] starts) {
    this.rows = rows;
    this.starts = starts;
  }

  /** Steps of the epoch. */
  public int steps() {
    return starts.length - 1;
  }

  /** This worker's samples in {@code step}; may be 0. */
  public int size(int step) {
    Objects.checkIndex(step, steps());
    return starts[step + 1] - starts[step];
  }

  /** Local row of this worker's {@code i}-th sample in {@code step}. */
  public int row(int step, int i) {
    Objects.checkIndex(i, size(step));
    return rows[starts[step] + i];
  }

  /** All local rows of {@code step}. */
  public int[] rows(int step) {
    Objects.checkIndex(step, steps());
    return Arrays.copyOfRange(rows, starts[step], starts[step + 1]);
  }

  /** Most samples this worker has in any step: what a workspace must hold. */
  public int maxSize() {
    int max = 0;
    for (int step = 0; step < steps(); step++) {
      max = Math.max(max, starts[step + 1] - starts[step]);
    }
    return max;
  }
}
