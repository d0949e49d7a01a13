package io.kindling.kernel.scalar;

/**
 * Rows of floats that the scalar kernels work in, kept by each thread for its next kernel. A row's
 * content is whatever the last use left. Each user names its own slot, of which a thread can use
 * only the latest rows.
 */
final class RowPool {
  /** Rows of the inputs as taps. */
  static final int TAPS = 0;

  /** Rows of results. */
  static final int RESULTS = 1;

  /** Rows of samples, one after the other. */
  static final int SAMPLES = 2;

  /** The windows of samples. */
  static final int WINDOWS = 3;

  /** Sums for the gradient of the weights. */
  static final int SUMS = 4;

  private static final int SLOTS = 5;

  private static final ThreadLocal<float[][][]> POOL =
      ThreadLocal.withInitial(() -> new float[SLOTS][0][]);

  private RowPool() {}

  /** {@code count} rows or more, the first {@code count} of {@code length} floats or more. */
  static float[][] rows(int slot, int count, int length) {
    float[][][] pool = POOL.get();
    if (pool[slot].length < count) {
      float[][] rows = new float[count][];
      System.arraycopy(pool[slot], 0, rows, 0, pool[slot].length);
      pool[slot] = rows;
    }
    float[][] rows = pool[slot];
    for (int i = 0; i < count; i++) {
      if (rows[i] == null || rows[i].length < length) {
        rows[i] = new float[length];
      }
    }
    return rows;
  }
}
