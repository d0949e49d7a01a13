package io.kindling.kernel.scalar;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import java.util.Arrays;

/**
 * What the output pixels of one block of samples see of the input: for each sample an array {@code
 * [kernel row][kernel column][channel of the group]}, with zeros where the kernel reaches over the
 * left or right border. Kernel rows above and below the image are left out.
 *
 * <p>The rows come from a ring of lines of single samples, each of which is written once.
 */
final class SampleWindows {
  private static final int BLOCK = Lanes.BLOCK;

  private final ConvGeometry g;
  private final float[] x;
  private final int[] held;
  private final int line;
  private final float[][] lines;
  private final float[][] windows;
  private int block;
  private int used;
  private int firstRow;
  private int endRow;
  private int firstColumn;
  private int endColumn;

  SampleWindows(ConvGeometry g, float[] x) {
    this.g = g;
    this.x = x;
    this.held = new int[(g.kernelHeight() - 1) * g.dilationHeight() + 1];
    this.line = (g.inWidth() + 2 * g.padWidth()) * g.inChannels();
    this.lines = RowPool.rows(RowPool.SAMPLES, BLOCK, held.length * line);
    this.windows = RowPool.rows(RowPool.WINDOWS, BLOCK, length(g));
  }

  /** Floats of a window. */
  static int length(ConvGeometry g) {
    return g.kernelHeight() * g.kernelWidth() * g.groupInChannels();
  }

  /** Goes on to another block; the windows of spare samples are zeros. */
  void start(int next) {
    block = next;
    used = Lanes.used(g.batch(), next);
    Arrays.fill(held, -1);
    for (float[] samples : lines) {
      Arrays.fill(samples, 0, held.length * line, 0f);
    }
    for (int n = used; n < BLOCK; n++) {
      Arrays.fill(windows[n], 0, length(g), 0f);
    }
  }

  /** Goes on to an output row; false if it sees nothing of the input. */
  boolean row(int oy) {
    int top = oy * g.strideHeight() - g.padHeight();
    int dilation = g.dilationHeight();
    firstRow = top >= 0 ? 0 : Math.min(g.kernelHeight(), (dilation - 1 - top) / dilation);
    endRow = top >= g.inHeight() ? 0 : (g.inHeight() - 1 - top) / dilation + 1;
    endRow = Math.min(endRow, g.kernelHeight());
    for (int kh = firstRow; kh < endRow; kh++) {
      load(top + kh * dilation);
    }
    return firstRow < endRow;
  }

  /** Makes the windows of a group's channels at one pixel of the output. */
  float[][] at(int oy, int ox, int group) {
    int left = ox * g.strideWidth() - g.padWidth();
    int dilation = g.dilationWidth();
    firstColumn = left >= 0 ? 0 : Math.min(g.kernelWidth(), (dilation - 1 - left) / dilation);
    endColumn = left >= g.inWidth() ? 0 : (g.inWidth() - 1 - left) / dilation + 1;
    endColumn = Math.min(endColumn, g.kernelWidth());
    boolean whole = g.groups() == 1 && dilation == 1;
    int channels = g.groupInChannels();
    int run = whole ? g.kernelWidth() * channels : channels;
    int runs = whole ? 1 : g.kernelWidth();
    int to = from();
    for (int kh = firstRow; kh < endRow; kh++) {
      int row = oy * g.strideHeight() - g.padHeight() + kh * g.dilationHeight();
      int from = row % held.length * line + (left + g.padWidth()) * g.inChannels();
      from += group * channels;
      for (int k = 0; k < runs; k++) {
        for (int n = 0; n < used; n++) {
          System.arraycopy(lines[n], from, windows[n], to, run);
        }
        from += dilation * g.inChannels();
        to += run;
      }
    }
    return windows;
  }

  /** Where what was made begins in a window. */
  int from() {
    return firstRow * g.kernelWidth() * g.groupInChannels();
  }

  /** Where it ends. */
  int to() {
    return endRow * g.kernelWidth() * g.groupInChannels();
  }

  /** Whether element {@code i} of a window is on the image, rather than beyond its sides. */
  boolean isInside(int i) {
    int column = i / g.groupInChannels() % g.kernelWidth();
    return column >= firstColumn && column < endColumn;
  }

  /** Whether all elements are. */
  boolean isWholeInside() {
    return firstColumn == 0 && endColumn == g.kernelWidth();
  }

  private void load(int row) {
    int slot = row % held.length;
    if (held[slot] == row) {
      return;
    }
    held[slot] = row;
    int run = g.inWidth() * g.inChannels();
    int from = g.inStart(block) + row * run * BLOCK;
    int to = slot * line + g.padWidth() * g.inChannels();
    int i = 0;
    for (; i + 16 <= run; i += 16) {
      for (int n = 0; n < used; n++) {
        float[] samples = lines[n];
        int p = from + i * BLOCK + n;
        int q = to + i;
        for (int j = 0; j < 16; j++) {
          samples[q + j] = x[p + j * BLOCK];
        }
      }
    }
    for (; i < run; i++) {
      for (int n = 0; n < used; n++) {
        lines[n][to + i] = x[from + i * BLOCK + n];
      }
    }
  }
}
