package io.kindling.kernel.simd;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.Scratch;
import java.util.Arrays;

/**
 * Rows of one block of an input, {@code [column][channel][16]}, with the padding to the left and
 * right present: in place where there is none, else a ring of copies, each of which stays until the
 * kernel has passed it.
 */
final class PaddedRows {
  private final ConvGeometry g;
  private final float[] x;
  private final float[] floats;
  private final int[] held;
  private final int pad;
  private final int run;
  private int from;

  PaddedRows(ConvGeometry g, float[] x) {
    this.g = g;
    this.x = x;
    this.pad = g.padWidth() * g.inChannels() * Lanes.BLOCK;
    this.run = g.inWidth() * g.inChannels() * Lanes.BLOCK;
    this.held = new int[(g.kernelHeight() - 1) * g.dilationHeight() + 1];
    int size = held.length * (run + 2 * pad);
    this.floats = pad == 0 ? x : Scratch.floats(Scratch.ROWS, size);
    if (pad > 0) {
      Arrays.fill(floats, 0, Lanes.START + size, 0f);
    }
  }

  /** What holds the rows. */
  float[] floats() {
    return floats;
  }

  /** Goes on to another block of samples. */
  void start(int block) {
    from = g.inStart(block);
    Arrays.fill(held, -1);
  }

  /** Makes sure a row is there. */
  void load(int row) {
    int slot = row % held.length;
    if (pad > 0 && held[slot] != row) {
      held[slot] = row;
      System.arraycopy(x, from + row * run, floats, at(row) + pad, run);
    }
  }

  /** Where a row begins, its padding included. */
  int at(int row) {
    return pad == 0 ? from + row * run : Lanes.START + row % held.length * (run + 2 * pad);
  }
}
