package io.kindling.kernel.simd;

import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.Scratch;

/**
 * Runs a {@link Gather} over a batch. The unit of parallel work is one output row of two blocks of
 * samples: the blocks give the two vectors of a {@link Tile}, and share its weights.
 */
final class GatherKernel {
  private static final int BLOCK = Lanes.BLOCK;

  private final Gather plan;
  private final float[] x;
  private final float[] packed;
  private final float[] y;
  private final RowEnd end;

  private GatherKernel(Gather plan, float[] x, float[] packed, float[] y, RowEnd end) {
    this.plan = plan;
    this.x = x;
    this.packed = packed;
    this.y = y;
    this.end = end;
  }

  /** With its weights packed, until the calling thread uses {@link Scratch#WEIGHTS} again. */
  static GatherKernel prepare(Gather plan, float[] x, float[] w, int wFrom, float[] y, RowEnd end) {
    float[] packed = Scratch.floats(Scratch.WEIGHTS, plan.packedSize);
    Parallel.forRange(plan.variants.length, v -> plan.pack(v, w, wFrom, packed));
    return new GatherKernel(plan, x, packed, y, end);
  }

  /** The whole convolution. */
  static void run(Gather plan, int blocks, float[] x, float[] w, int wFrom, float[] y, RowEnd end) {
    GatherKernel kernel = prepare(plan, x, w, wFrom, y, end);
    int rows = plan.rows.outputs;
    Parallel.forRange(
        (blocks + 1) / 2 * rows,
        unit -> {
          int block = unit / rows * 2;
          kernel.row(block, unit % rows, block + 1 < blocks);
        });
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
    int in = block * plan.inBlock();
    int out = block * plan.outBlock() + row * plan.columns.outputs * plan.outChannels * BLOCK;
    if (plan.direct) {
      directRow(row, in, both ? plan.inBlock() : 0, out, both ? plan.outBlock() : 0);
    } else {
      for (int group = 0; group < plan.groups; group++) {
        tabledRow(row, group, in, both, out);
      }
    }
  }

  private void directRow(int row, int in, int in2, int out, int out2) {
    TapPlan rows = plan.rows;
    TapPlan columns = plan.columns;
    int pixel = plan.inChannels * BLOCK;
    int line = columns.inputs * pixel;
    int[] taps = rows.taps[rows.group[row]];
    int outPixel = plan.outChannels * BLOCK;
    for (int column = 0; column < columns.outputs; ) {
      int twin = out2 == 0 ? twin(column) : 0;
      int x2 = twin > 0 ? twin * pixel : in2;
      int y2 = twin > 0 ? outPixel : out2;
      int n = columns.count[column] * plan.inChannels;
      int from = in + columns.input[column] * pixel;
      int to = out + column * outPixel;
      if (rows.count[row] == 0) {
        tiles(0, column, from, x2, 0, to, y2, false);
      }
      for (int j = 0; j < rows.count[row]; j++) {
        int line0 = from + (rows.input[row] + j * rows.step) * line;
        tiles(taps[rows.first[row] + j], column, line0, x2, n, to, y2, j > 0);
      }
      column += twin > 0 ? 2 : 1;
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
      int twin = both ? 0 : twin(column);
      int x2 = both ? plan.inBlock() : twin * pixel;
      int y2 = both ? plan.outBlock() : twin > 0 ? outPixel : 0;
      int n = columns.count[column] * steps;
      int from = base + columns.input[column] * pixel;
      tabledTiles(row, group, column, from, x2, n, first + column * outPixel, y2);
      column += twin > 0 ? 2 : 1;
    }
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
      TableTile.pair(height, x, from, x2, table, n, packed, w, y, at, y2, BLOCK);
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
   * For a block without partner: whether the next output column gathers the same taps, and how many
   * input columns further on; 0 if it does not.
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
