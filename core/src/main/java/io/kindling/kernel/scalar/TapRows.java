package io.kindling.kernel.scalar;

import io.kindling.kernel.Lanes;
import java.util.Arrays;

/**
 * The rows of one block of activations as a convolution's taps see them: for each row, channel and
 * kernel column one array {@code [column of the result][sample]}, shifted so that every tap reads
 * at the index it writes to, with zeros where the tap falls on the padding. The JIT of JDK 17
 * vectorizes a loop over several arrays only if all are read and written at one index.
 */
final class TapRows {
  private static final int BLOCK = Lanes.BLOCK;

  private final Columns columns;
  private final int channels;
  private final float[][] arrays;
  private final int[] held;

  /** Which input column each kernel column reads for a column of the result. */
  interface Columns {
    /** The input column, or -1 for none. */
    int input(int column, int kernelColumn);

    /** Columns of the result. */
    int outputs();

    /** Columns of the input. */
    int inputs();

    /** Columns of the kernel. */
    int kernel();
  }

  /** Room for {@code ring} rows at a time: row r takes the place of row r - ring. */
  TapRows(Columns columns, int channels, int ring) {
    this.columns = columns;
    this.channels = channels;
    this.arrays =
        RowPool.rows(RowPool.TAPS, ring * channels * columns.kernel(), columns.outputs() * BLOCK);
    this.held = new int[ring];
    clear();
  }

  /** Forgets all rows, for the next block. */
  void clear() {
    Arrays.fill(held, -1);
  }

  /** Whether a column of the result has this tap. */
  boolean reaches(int column, int kernelColumn) {
    return columns.input(column, kernelColumn) >= 0;
  }

  /** The array of a row that was loaded. */
  float[] tap(int row, int channel, int kernelColumn) {
    return arrays[(row % held.length * channels + channel) * columns.kernel() + kernelColumn];
  }

  /** Loads a row of a block in the lanes layout that begins at {@code from}, unless it is here. */
  void load(float[] x, int from, int used, int row) {
    if (held[row % held.length] == row) {
      return;
    }
    held[row % held.length] = row;
    for (int c = 0; c < channels; c++) {
      for (int k = 0; k < columns.kernel(); k++) {
        float[] to = tap(row, c, k);
        for (int column = 0; column < columns.outputs(); column++) {
          int in = columns.input(column, k);
          int at = column * BLOCK;
          if (in < 0) {
            Arrays.fill(to, at, at + BLOCK, 0f);
          } else {
            int pixel = from + ((row * columns.inputs() + in) * channels + c) * BLOCK;
            System.arraycopy(x, pixel, to, at, used);
            Arrays.fill(to, at + used, at + BLOCK, 0f);
          }
        }
      }
    }
  }
}
