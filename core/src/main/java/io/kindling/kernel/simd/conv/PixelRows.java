package io.kindling.kernel.simd.conv;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.simd.tile.Copies;
import java.util.Arrays;

/**
 * The input pixels that some output rows see, for {@link LanewiseWeightsKernel}: with zeros where
 * there is padding, without the columns and rows that a kernel of one column or row skips, and so
 * that the pixels of a band do not displace each other from the first-level cache. Where the input
 * is like that as it is, it is read in place, else copied.
 */
final class PixelRows {
  private static final int BLOCK = Lanes.BLOCK;

  /** Lines of 64 bytes after which a first-level cache begins anew. */
  private static final int CACHE = 64;

  private final ConvGeometry g;
  private final float[] x;
  private float[] floats;

  /** Input rows and columns from one that is copied to the next. */
  private final int rowStep;

  private final int columnStep;

  /** Columns that are copied, and floats of a column and of a row. */
  private final int columns;

  private final int pixel;
  private final int line;

  /**
   * Whether the pixels of a row follow upon each other as in the input, and need no copy at all.
   */
  private final boolean dense;

  private final boolean inPlace;
  private final int size;

  /** The input row at {@link #start}. */
  private int first;

  private int start = Lanes.START;

  /** What {@code outRows} output rows see. */
  PixelRows(ConvGeometry g, float[] x, int outRows) {
    this.g = g;
    this.x = x;
    this.rowStep = g.kernelHeight() == 1 ? g.strideHeight() : 1;
    this.columnStep = columnStep(g);
    this.pixel = pixel(g);
    int width = (g.outWidth() - 1) * g.strideWidth() + reach(g.kernelWidth(), g.dilationWidth());
    int height = (outRows - 1) * g.strideHeight() + reach(g.kernelHeight(), g.dilationHeight());
    this.columns = (width - 1) / columnStep + 1;
    this.line = columns * pixel;
    this.dense = columnStep == 1 && pixel == g.inChannels() * BLOCK;
    this.inPlace = dense && rowStep == 1 && g.padWidth() == 0 && columns == g.inWidth();
    this.size = inPlace ? 0 : ((height - 1) / rowStep + 1) * line;
  }

  /** Floats of what is copied. */
  int size() {
    return size;
  }

  /** Copies to a buffer that has room for {@link #size} floats. */
  void copyTo(float[] buffer) {
    floats = inPlace ? x : buffer;
    if (!inPlace && g.padWidth() > 0) {
      Arrays.fill(floats, 0, Lanes.START + size, 0f);
    }
  }

  private static int columnStep(ConvGeometry g) {
    return g.kernelWidth() == 1 ? g.strideWidth() : 1;
  }

  private static int reach(int kernel, int dilation) {
    return (kernel - 1) * dilation + 1;
  }

  /** Floats of a pixel: with room behind the channels where pixels would share lines of a cache. */
  private static int pixel(ConvGeometry g) {
    int step = g.strideWidth() / columnStep(g) * g.inChannels();
    boolean apart = Integer.lowestOneBit(step | CACHE) <= CACHE / 16;
    return (apart ? g.inChannels() : g.inChannels() + 1) * BLOCK;
  }

  /** Whether the taps of a kernel row and their channels follow upon each other without a gap. */
  static boolean isRun(ConvGeometry g) {
    return g.dilationWidth() == 1 && pixel(g) == g.inChannels() * BLOCK;
  }

  float[] floats() {
    return floats;
  }

  /** Floats from one output pixel to the next. */
  int step() {
    return g.strideWidth() / columnStep * pixel;
  }

  /** Floats from the last pixel of an output row to the first of the next. */
  int rowStep() {
    return g.strideHeight() / rowStep * line - (g.outWidth() - 1) * step();
  }

  /** Where the tap (kh, kw) of output pixel (y, 0) is. */
  int at(int y, int kh, int kw) {
    int row = (row(y, kh) - first) / rowStep;
    return start + row * line + kw * g.dilationWidth() * pixel;
  }

  private int row(int y, int kh) {
    return y * g.strideHeight() - g.padHeight() + kh * g.dilationHeight();
  }

  /** Makes sure that what output rows {@code from} to {@code to - 1} of a block see is there. */
  void load(int block, int from, int to) {
    if (inPlace) {
      first = 0;
      start = g.inStart(block);
      return;
    }
    first = row(from, 0);
    int last = Math.min(row(to - 1, g.kernelHeight() - 1), g.inHeight() - 1);
    int width = g.inWidth() * g.inChannels() * BLOCK;
    for (int row = first; row <= last; row += rowStep) {
      if (row >= 0) {
        int at = start + (row - first) / rowStep * line;
        copy(g.inStart(block) + row * width, at);
      }
    }
  }

  private void copy(int from, int to) {
    int run = g.inChannels() * BLOCK;
    if (dense) {
      int width = Math.min(g.inWidth(), columns - g.padWidth()) * run;
      System.arraycopy(x, from, floats, to + g.padWidth() * run, width);
      return;
    }
    for (int i = 0; i < columns; i++) {
      int column = i * columnStep - g.padWidth();
      if (column >= 0 && column < g.inWidth()) {
        Copies.blocks(x, from + column * run, floats, to + i * pixel, run);
      }
    }
  }
}
