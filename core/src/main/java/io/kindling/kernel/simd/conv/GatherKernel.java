package io.kindling.kernel.simd.conv;

import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.Scratch;
import io.kindling.kernel.simd.tile.QuadTile;
import io.kindling.kernel.simd.tile.Tile;
import io.kindling.kernel.simd.tile.ZeroTile;
import java.util.Arrays;

/**
 * Runs a {@link GatherPlan} over a batch. The unit of parallel work is one output row of two blocks
 * of samples: the blocks give the two vectors of a {@link Tile}, and share its weights.
 */
public final class GatherKernel {
  private static final int BLOCK = Lanes.BLOCK;

  private final GatherPlan plan;
  private final float[] x;
  private final float[] packed;
  private final float[] y;
  private final RowEnd end;

  private GatherKernel(GatherPlan plan, float[] x, float[] packed, float[] y, RowEnd end) {
    this.plan = plan;
    this.x = x;
    this.packed = packed;
    this.y = y;
    this.end = end;
  }

  /** With its weights packed into a buffer of {@link GatherPlan#packedSize} floats. */
  static GatherKernel prepare(
      GatherPlan plan, float[] x, float[] w, int wFrom, float[] packed, float[] y, RowEnd end) {
    int strips = plan.strips();
    Parallel.forRange(
        plan.variants.length * plan.groups * strips,
        unit -> {
          int variant = unit / strips / plan.groups;
          plan.pack(variant, unit / strips % plan.groups, unit % strips, w, wFrom, packed);
        });
    return new GatherKernel(plan, x, packed, y, end);
  }

  /** The whole convolution. */
  public static void run(
      GatherPlan plan, int blocks, float[] x, float[] w, int wFrom, float[] y, RowEnd end) {
    int rows = plan.rows.outputs;
    try (Scratch.Floats packed = Scratch.WEIGHTS.lease(GatherKernel.class, plan.packedSize)) {
      GatherKernel kernel = prepare(plan, x, w, wFrom, packed.array(), y, end);
      Parallel.forRange(
          (blocks + 1) / 2 * rows,
          unit -> {
            int block = unit / rows * 2;
            kernel.row(block, unit % rows, block + 1 < blocks);
          });
    }
  }

  /** One row of a block, or of it and the next. */
  void row(int block, int row, boolean both) {
    gather(block, row, both);
    end.row(block, row);
    if (both) {
      end.row(block + 1, row);
    }
  }

  private void gather(int block, int row, boolean both) {
    int in = Lanes.START + block * plan.inBlock();
    int out = Lanes.START + block * plan.outBlock();
    out += row * plan.columns.outputs * plan.outChannels * BLOCK;
    if (plan.direct) {
      directRow(row, in, both, out);
    } else {
      for (int group = 0; group < plan.groups; group++) {
        tabledRow(row, group, in, both, out);
      }
    }
  }

  private void directRow(int row, int in, boolean both, int out) {
    TapPlan rows = plan.rows;
    int line = plan.columns.inputs * plan.inChannels * BLOCK;
    int[] taps = rows.taps[rows.group[row]];
    if (rows.count[row] == 0) {
      if (!(both && row > 0 && isAboveZeros(row - 1))) {
        zeros(out, plan.columns.outputs, both);
      }
      return;
    }
    if (both && isAboveZeros(row)) {
      rowAboveZeros(taps[rows.first[row]], in + rows.input[row] * line, out);
      return;
    }
    for (int j = 0; j < rows.count[row]; j++) {
      int from = in + (rows.input[row] + j * rows.step) * line;
      kernelRow(taps[rows.first[row] + j], from, both, out, j > 0);
    }
  }

  private boolean isAboveZeros(int row) {
    int[] count = plan.rows.count;
    return plan.zerosBelow && count[row] > 0 && row + 1 < count.length && count[row + 1] == 0;
  }

  /** A row of single taps, and the row of zeros below it. */
  private void rowAboveZeros(int kernelRow, int in, int out) {
    TapPlan columns = plan.columns;
    int pixel = plan.inChannels * BLOCK;
    int outPixel = plan.outChannels * BLOCK;
    int line = columns.outputs * outPixel;
    // Of each block in turn, as many zeros as a tile can write.
    int chunks = 2 * (line / pixel);
    int chunk = 0;
    boolean first = true;
    for (int column = 0; column < columns.outputs; column++) {
      int to = out + column * outPixel;
      if (columns.count[column] == 0) {
        zeros(to, 1, true);
        continue;
      }
      int from = in + columns.input[column] * pixel;
      int before = plan.tapsBefore(kernelRow, column);
      int height;
      for (int channel = 0; channel < plan.outChannels; channel += height) {
        height = Tile.height(plan.outChannels - channel, plan.maxHeight);
        int w = plan.tileStart(kernelRow, channel) + before * height;
        int at = to + channel * BLOCK;
        int n = plan.inChannels;
        // Not with the first pixel: zeros had better stay behind what is read, for the lines of
        // the cache both would have in common.
        if (height == ZeroTile.HEIGHT && !first && chunk < chunks) {
          int zeros = out + line + (chunk & 1) * plan.outBlock() + (chunk >> 1) * pixel;
          ZeroTile.eight(
              x, from, plan.inBlock(), n, packed, w, y, at, plan.outBlock(), BLOCK, zeros);
          chunk++;
        } else {
          Tile.pair(
              height, x, from, plan.inBlock(), n, packed, w, y, at, plan.outBlock(), BLOCK, false);
        }
      }
      first = false;
    }
    int below = out + line;
    Arrays.fill(y, below + (chunk + 1) / 2 * pixel, below + line, 0f);
    below += plan.outBlock();
    Arrays.fill(y, below + chunk / 2 * pixel, below + line, 0f);
  }

  /** One kernel row of a direct walk, for all pixels of a row. */
  private void kernelRow(int kernelRow, int in, boolean both, int out, boolean add) {
    TapPlan columns = plan.columns;
    int pixel = plan.inChannels * BLOCK;
    int outPixel = plan.outChannels * BLOCK;
    for (int column = 0; column < columns.outputs; ) {
      int twin = both && !plan.quads ? 0 : twin(column);
      int n = columns.count[column] * plan.inChannels;
      int from = in + columns.input[column] * pixel;
      int to = out + column * outPixel;
      if (n == 0) {
        twin = 0;
        if (!add) {
          zeros(to, 1, both);
        }
      } else if (both && twin > 0) {
        int w = plan.tileStart(kernelRow, 0) + plan.tapsBefore(kernelRow, column) * QuadTile.HEIGHT;
        quad(from, twin * pixel, n, w, to, outPixel, add);
      } else {
        int x2 = both ? plan.inBlock() : twin * pixel;
        int y2 = both ? plan.outBlock() : twin > 0 ? outPixel : 0;
        tiles(kernelRow, column, from, x2, n, to, y2, add);
      }
      column += twin > 0 ? 2 : 1;
    }
  }

  private void quad(int from, int x2, int n, int w, int to, int y2, boolean add) {
    int x1 = plan.inBlock();
    int y1 = plan.outBlock();
    if (add) {
      QuadTile.add(x, from, x1, x2, n, packed, w, y, to, y1, y2, BLOCK);
    } else {
      QuadTile.set(x, from, x1, x2, n, packed, w, y, to, y1, y2, BLOCK);
    }
  }

  /** Pixels that gather nothing. */
  private void zeros(int to, int pixels, boolean both) {
    int length = pixels * plan.outChannels * BLOCK;
    Arrays.fill(y, to, to + length, 0f);
    if (both) {
      Arrays.fill(y, to + plan.outBlock(), to + plan.outBlock() + length, 0f);
    }
  }

  private void tabledRow(int row, int group, int in, boolean both, int out) {
    TapPlan rows = plan.rows;
    TapPlan columns = plan.columns;
    int pixel = plan.inChannels * BLOCK;
    int steps = rows.count[row] * plan.groupIn();
    int base = in + rows.input[row] * columns.inputs * pixel + group * plan.groupIn() * BLOCK;
    int outPixel = plan.outChannels * BLOCK;
    int first = out + group * plan.groupOut() * BLOCK;
    for (int column = 0; column < columns.outputs; ) {
      int twin = both && !plan.quads ? 0 : twin(column);
      int n = columns.count[column] * steps;
      int from = base + columns.input[column] * pixel;
      int to = first + column * outPixel;
      if (both && twin > 0) {
        tabledQuad(row, column, from, twin * pixel, n, to, outPixel);
      } else {
        int x2 = both ? plan.inBlock() : twin * pixel;
        int y2 = both ? plan.outBlock() : twin > 0 ? outPixel : 0;
        tabledTiles(row, group, column, from, x2, n, to, y2);
      }
      column += twin > 0 ? 2 : 1;
    }
  }

  private void tabledQuad(int row, int column, int from, int x2, int n, int to, int y2) {
    int variant = plan.rowVariant[row];
    int w = plan.tileStart(variant, 0) + plan.tapsBefore(variant, column) * QuadTile.HEIGHT;
    int[] table = plan.tables[plan.rows.count[row]];
    QuadTile.table(
        x, from, plan.inBlock(), x2, table, n, packed, w, y, to, plan.outBlock(), y2, BLOCK);
  }

  /** All output channels of one pixel, for its whole window. */
  private void tabledTiles(
      int row, int group, int column, int from, int x2, int n, int to, int y2) {
    int[] table = plan.tables[plan.rows.count[row]];
    int variant = plan.rowVariant[row];
    int before = plan.tapsBefore(variant, column);
    int channels = plan.groupOut();
    int height;
    for (int channel = 0; channel < channels; channel += height) {
      height = Tile.height(channels - channel, plan.maxHeight);
      int w = plan.tileStart(variant, group * channels + channel) + before * height;
      int at = to + channel * BLOCK;
      Tile.table(height, x, from, x2, table, n, packed, w, y, at, y2, BLOCK);
    }
  }

  /** All output channels of one pixel, for the taps of one kernel row. */
  private void tiles(
      int kernelRow, int column, int from, int x2, int n, int to, int y2, boolean accumulate) {
    int before = plan.tapsBefore(kernelRow, column);
    int height;
    for (int channel = 0; channel < plan.outChannels; channel += height) {
      height = Tile.height(plan.outChannels - channel, plan.maxHeight);
      int w = plan.tileStart(kernelRow, channel) + before * height;
      int at = to + channel * BLOCK;
      Tile.pair(height, x, from, x2, n, packed, w, y, at, y2, BLOCK, accumulate);
    }
  }

  /**
   * For a block without partner, and for {@link QuadTile}: whether the next output column gathers
   * the same taps, and how many input columns further on; 0 if it does not.
   */
  private int twin(int column) {
    TapPlan c = plan.columns;
    int next = column + 1;
    boolean same =
        next < c.outputs
            && c.group[next] == c.group[column]
            && c.first[next] == c.first[column]
            && c.count[next] == c.count[column];
    if (!same) {
      return 0;
    }
    return Math.max(c.input[next] - c.input[column], 0);
  }
}
