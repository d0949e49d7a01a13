package io.kindling.kernel.simd;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.Scratch;
import java.util.Arrays;

/**
 * The gradient to the weights of a convolution with few channels, without any transposition: each
 * lane sums its own samples, and the lanes are added at the very end. So there are sixteen sums for
 * each weight, which is why this is for few weights only; {@link WeightsKernel} is for the others.
 *
 * <p>For a fixed kernel row, (kernel column, input channel) is one contiguous run of columns of the
 * input row. Input rows are read in place, or where there is padding from a ring of copies with
 * zeros at both ends. The unit of parallel work is a part of the samples. The last block has a part
 * of its own when it has spare lanes, which must not reach the sums.
 */
final class LaneSums {
  private static final int BLOCK = Lanes.BLOCK;

  /** Most input channels: with more, the sums would leave the cache. */
  private static final int FEW = 4;

  /** Fewest output columns: with less, adding to the sums costs more than the tiles themselves. */
  private static final int SHORT = 8;

  /** Whether there are registers for tiles wider than three columns, unless it cannot be helped. */
  private static final boolean WIDE = Tile.HIGH > Tile.LOW;

  private final WeightsPlan plan;
  private final ConvGeometry g;
  private final float[] x;
  private final float[] dy;
  private final float[] sums;
  private final int run;
  private final int size;

  private LaneSums(WeightsPlan plan, float[] x, float[] dy, float[] sums) {
    this.plan = plan;
    this.g = plan.geometry;
    this.x = x;
    this.dy = dy;
    this.sums = sums;
    this.run = run(g);
    this.size = size(g);
  }

  /** Whether this way is possible, and the better one. */
  static boolean fits(ConvGeometry g) {
    boolean contiguous = g.groups() == 1 && g.dilationWidth() == 1;
    boolean tiled = height(g) > 0 && run(g) >= 3;
    return contiguous && tiled && g.inChannels() <= FEW && g.outWidth() >= SHORT;
  }

  private static int run(ConvGeometry g) {
    return g.kernelWidth() * g.inChannels();
  }

  private static int size(ConvGeometry g) {
    return g.outChannels() * g.kernelHeight() * run(g) * BLOCK;
  }

  /** Rows of a tile: 4 or 3, whichever divides the output channels; else 0. */
  private static int height(ConvGeometry g) {
    return g.outChannels() % 4 == 0 ? 4 : g.outChannels() % 3 == 0 ? 3 : 0;
  }

  static void run(WeightsPlan plan, float[] x, float[] dy, float[] dw, int dwFrom) {
    ConvGeometry g = plan.geometry;
    int size = size(g);
    boolean spare = g.batch() % BLOCK != 0;
    int whole = g.batch() / BLOCK;
    int parts = Math.min(whole, WeightsPlan.MAX_PARTS);
    int units = parts + (spare ? 1 : 0);
    float[] sums = Scratch.floats(Scratch.PARTIALS, units * size);
    LaneSums kernel = new LaneSums(plan, x, dy, sums);
    Parallel.forRange(
        units,
        unit -> {
          int from = unit < parts ? (int) ((long) whole * unit / parts) : whole;
          int to = unit < parts ? (int) ((long) whole * (unit + 1) / parts) : whole + 1;
          kernel.part(unit, from, to);
        });
    Parallel.forRange(g.outChannels(), c -> kernel.addLanes(c, parts, units, dw, dwFrom));
  }

  private void part(int unit, int fromBlock, int toBlock) {
    int to = Lanes.START + unit * size;
    Arrays.fill(sums, to, to + size, 0f);
    PaddedRows rows = new PaddedRows(g, x);
    int line = g.outWidth() * g.outChannels() * BLOCK;
    for (int block = fromBlock; block < toBlock; block++) {
      rows.start(block);
      for (int y = 0; y < g.outHeight(); y++) {
        int count = plan.rows.count[y];
        for (int j = 0; j < count; j++) {
          rows.load(plan.rows.input[y] + j * plan.rows.step);
        }
        if (count > 0) {
          outputRow(y, rows, g.outStart(block) + y * line, to);
        }
      }
    }
  }

  private void outputRow(int y, PaddedRows rows, int d0, int to) {
    int height = height(g);
    int yStep = g.kernelHeight() * run * BLOCK;
    for (int channel = 0; channel < g.outChannels(); channel += height) {
      for (int j = 0; j < plan.rows.count[y]; j++) {
        int in = rows.at(plan.rows.input[y] + j * plan.rows.step);
        int sum = to + channel * yStep + (plan.rows.first[y] + j) * run * BLOCK;
        kernelRow(height, rows.floats(), in, d0 + channel * BLOCK, sum, yStep);
      }
    }
  }

  private void kernelRow(int height, float[] in, int from, int d, int to, int yStep) {
    int n = g.outWidth();
    int xStep = g.strideWidth() * g.inChannels() * BLOCK;
    int dStep = g.outChannels() * BLOCK;
    int width;
    for (int c = 0; c < run; c += width) {
      width = width(run - c);
      int at = from + c * BLOCK;
      int sum = to + c * BLOCK;
      if (height == 4) {
        LaneTile4.run(width, in, at, xStep, n, dy, d, dStep, sums, sum, yStep);
      } else {
        LaneTile3.run(width, in, at, xStep, n, dy, d, dStep, sums, sum, yStep);
      }
    }
  }

  /**
   * Columns of the next tile when {@code left} are left: never are one or two left over. Five only
   * where four would leave too few: the JIT of JDK 17 spills the twenty sums in some runs.
   */
  private static int width(int left) {
    if (left == 6 || !WIDE && left > 5) {
      return 3;
    }
    return left == 5 || left == 3 ? left : left == 9 ? 3 : 4;
  }

  private void addLanes(int channel, int parts, int units, float[] dw, int dwFrom) {
    int count = g.kernelHeight() * run;
    int from = Lanes.START + channel * count * BLOCK;
    for (int unit = 1; unit < parts; unit++) {
      int other = unit * size + from;
      for (int i = 0; i < count * BLOCK; i++) {
        sums[from + i] += sums[other + i];
      }
    }
    int taps = g.kernelHeight() * g.kernelWidth();
    int to = dwFrom + channel * g.inChannels() * taps;
    for (int i = 0; i < count; i++) {
      float sum = 0;
      if (parts > 0) {
        sum = addRun(from + i * BLOCK, BLOCK);
      }
      if (units > parts) {
        sum += addRun(parts * size + from + i * BLOCK, g.batch() % BLOCK);
      }
      dw[to + i % g.inChannels() * taps + i / g.inChannels()] = sum;
    }
  }

  private float addRun(int from, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += sums[from + i];
    }
    return sum;
  }
}
