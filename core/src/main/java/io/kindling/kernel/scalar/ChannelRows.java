package io.kindling.kernel.scalar;

import io.kindling.kernel.Lanes;
import io.kindling.kernel.Scratch;

/** One block of activations as {@code [row][channel][column][sample]}. */
final class ChannelRows {
  private static final int BLOCK = Lanes.BLOCK;

  private ChannelRows() {}

  /** Rows, columns and channels of an activation. */
  record Size(int height, int width, int channels) {
    int floats() {
      return height * width * channels * BLOCK;
    }
  }

  /** Rearranges a block from the lanes layout; lanes from {@code used} on become zero. */
  static float[] of(int slot, float[] x, int block, int used, Size size) {
    float[] rows = Scratch.floats(slot, size.floats());
    int from = block * size.floats();
    for (int y = 0; y < size.height(); y++) {
      for (int column = 0; column < size.width(); column++) {
        for (int c = 0; c < size.channels(); c++) {
          int to = ((y * size.channels() + c) * size.width() + column) * BLOCK;
          for (int lane = 0; lane < BLOCK; lane++) {
            rows[to + lane] = lane < used ? x[from + lane] : 0f;
          }
          from += BLOCK;
        }
      }
    }
    return rows;
  }

  /** Stores one row of one channel into the lanes layout. */
  static void put(float[] row, float[] y, int block, int line, int channel, Size size) {
    int to = block * size.floats() + (line * size.width() * size.channels() + channel) * BLOCK;
    for (int column = 0; column < size.width(); column++) {
      System.arraycopy(row, column * BLOCK, y, to + column * size.channels() * BLOCK, BLOCK);
    }
  }
}
