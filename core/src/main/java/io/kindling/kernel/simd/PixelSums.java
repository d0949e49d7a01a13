package io.kindling.kernel.simd;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.Scratch;
import java.util.Arrays;

/**
 * The gradient to the weights lane by lane, as {@link LaneSums}, for more channels: of kernels of
 * one tap, and of few taps and channels. There are sixteen sums for each weight, so many that
 * adding to them after each row would take as long as the products. A tile ({@link PixelTile})
 * therefore takes a stretch of several rows, whose input is copied to where the stretch stays in
 * the first-level cache ({@link PixelRows}); the gradients come from the second-level one as they
 * are.
 *
 * <p>The unit of parallel work is a part of the samples, and, where there are more threads than
 * parts, of the output channels, which no sum depends on. The last block has a part of its own when
 * it has spare lanes, which must not reach the sums.
 */
final class PixelSums {
  private static final int BLOCK = Lanes.BLOCK;
  private static final int HEIGHT = PixelTile.HEIGHT;

  /** Pixels of a stretch: four or five channels of them are all that fits the cache. */
  private static final int STRETCH = 64;

  /** Fewest output pixels: with less, adding to the sums costs too much. */
  private static final int SHORT = 32;

  /** Fewest input channels; {@link LaneSums} is for less. */
  private static final int LEAST = 5;

  /** Most weights: the sums of a part take 64 times as many bytes, and share the cache. */
  private static final int MOST = 4096;

  /** Whether lines of the gradient are read in parts, and so had better be copied to L1 first. */
  private static final boolean NARROW = Tile.LANES < BLOCK;

  /** Floats of the sums of all parts, if there are more than two. */
  private static final int SUMS = 1 << 16;

  private final ConvGeometry g;
  private final float[] x;
  private final float[] dy;
  private final float[] sums;
  private final int size;

  /** Parts of the samples, and with the one of the spare lanes. */
  private final int parts;

  private final int units;

  /** Stretches of an image. */
  private final int stretches;

  /** Input channels, or with the columns of a kernel row where they are one run; runs, tiles. */
  private final int run;

  private final int runs;
  private final int tiles;

  private PixelSums(ConvGeometry g, float[] x, float[] dy) {
    this.g = g;
    this.x = x;
    this.dy = dy;
    this.size = g.weightCount() * BLOCK;
    int whole = g.batch() / BLOCK;
    this.parts = Math.min(whole, Math.max(2, Math.min(WeightsPlan.MAX_PARTS, SUMS / size)));
    this.units = parts + (g.batch() % BLOCK != 0 ? 1 : 0);
    this.sums = Scratch.floats(Scratch.PARTIALS, units * size);
    int rows = Math.max(1, STRETCH / g.outWidth());
    this.stretches = (g.outHeight() + rows - 1) / rows;
    this.run = PixelRows.isRun(g) ? g.kernelWidth() * g.inChannels() : g.inChannels();
    this.runs = g.inChannels() * g.kernelWidth() / run;
    this.tiles = (run + PixelTile.MAX_WIDTH - 1) / PixelTile.MAX_WIDTH;
  }

  /** Whether this way is possible, and the better one. */
  static boolean fits(WeightsPlan plan) {
    ConvGeometry g = plan.geometry;
    boolean possible = g.groups() == 1 && g.outChannels() % HEIGHT == 0;
    boolean few = g.kernelHeight() * g.kernelWidth() == 1 || plan.expanded;
    boolean even = g.inChannels() >= LEAST && g.weightCount() <= MOST;
    return possible && few && even && g.outHeight() * g.outWidth() >= SHORT;
  }

  static void run(ConvGeometry g, float[] x, float[] dy, float[] dw, int dwFrom) {
    PixelSums kernel = new PixelSums(g, x, dy);
    int slices = Math.max(1, Math.min(Parallel.threads() / kernel.units, g.outChannels() / HEIGHT));
    Arrays.fill(kernel.sums, Lanes.START, Lanes.START + kernel.units * kernel.size, 0f);
    Parallel.forRange(
        kernel.units * slices, unit -> kernel.part(unit / slices, unit % slices, slices));
    Parallel.forChunks(
        kernel.size,
        (from, to) -> WeightsKernel.addParts(kernel.sums, kernel.parts, kernel.size, from, to));
    Parallel.forRange(g.outChannels(), channel -> kernel.addLanes(channel, dw, dwFrom));
  }

  private int firstBlock(int part) {
    int whole = g.batch() / BLOCK;
    return part > parts ? whole + 1 : part == parts ? whole : whole * part / parts;
  }

  private void part(int part, int slice, int slices) {
    PixelRows rows = new PixelRows(g, x, (g.outHeight() + stretches - 1) / stretches);
    int channels = g.outChannels() / HEIGHT;
    int from = channels * slice / slices * HEIGHT;
    int to = channels * (slice + 1) / slices * HEIGHT;
    for (int block = firstBlock(part); block < firstBlock(part + 1); block++) {
      for (int i = 0; i < stretches; i++) {
        int first = g.outHeight() * i / stretches;
        int end = g.outHeight() * (i + 1) / stretches;
        rows.load(block, first, end);
        int d = g.outStart(block) + first * g.outWidth() * g.outChannels() * BLOCK;
        float[] gradients = NARROW ? copy(d, (end - first) * g.outWidth()) : dy;
        int d0 = NARROW ? Lanes.START : d;
        for (int kh = 0; kh < g.kernelHeight(); kh++) {
          kernelRow(rows, kh, first, end, gradients, d0, from, to, Lanes.START + part * size);
        }
      }
    }
  }

  /** One kernel row of some output rows, but of those only which do not see padding through it. */
  private void kernelRow(
      PixelRows rows,
      int kh,
      int firstRow,
      int endRow,
      float[] gradients,
      int d0,
      int from,
      int to,
      int sum) {
    int offset = kh * g.dilationHeight() - g.padHeight();
    int stride = g.strideHeight();
    int first = Math.max(firstRow, offset >= 0 ? 0 : (stride - 1 - offset) / stride);
    int end = Math.min(endRow, Math.floorDiv(g.inHeight() - 1 - offset, stride) + 1);
    if (first < end) {
      int d = d0 + (first - firstRow) * g.outWidth() * gradientStep();
      int n = (end - first) * g.outWidth();
      for (int i = 0; i < runs; i++) {
        int at = sum + (kh * runs + i) * run * g.outChannels() * BLOCK;
        products(rows, rows.at(first, kh, i), n, gradients, d, from, to, at);
      }
    }
  }

  /** Floats from one pixel of the gradient to the next; copies have room between them. */
  private int gradientStep() {
    return (NARROW ? g.outChannels() | 1 : g.outChannels()) * BLOCK;
  }

  private float[] copy(int from, int pixels) {
    int run = g.outChannels() * BLOCK;
    float[] copies = Scratch.floats(Scratch.GRADIENTS, pixels * gradientStep());
    for (int i = 0; i < pixels; i++) {
      Copies.blocks(dy, from + i * run, copies, Lanes.START + i * gradientStep(), run);
    }
    return copies;
  }

  private void products(
      PixelRows rows, int at, int n, float[] gradients, int d, int from, int to, int sum) {
    float[] in = rows.floats();
    int step = rows.step();
    int rowStep = rows.rowStep();
    int width = g.outWidth();
    int dStep = gradientStep();
    for (int tile = 0; tile < tiles; tile++) {
      int first = first(tile);
      int columns = first(tile + 1) - first;
      int x0 = at + first * BLOCK;
      for (int o = from; o < to; o += HEIGHT) {
        int y0 = sum + (first * g.outChannels() + o * columns) * BLOCK;
        int d0 = d + o * BLOCK;
        PixelTile.run(columns, in, x0, step, width, rowStep, n, gradients, d0, dStep, sums, y0);
      }
    }
  }

  /** The first column of a run that a tile takes. */
  private int first(int tile) {
    return run * tile / tiles;
  }

  private void addLanes(int o, float[] dw, int dwFrom) {
    int taps = g.kernelHeight() * g.kernelWidth();
    int to = dwFrom + o * g.inChannels() * taps;
    for (int i = 0; i < g.kernelHeight() * runs; i++) {
      for (int tile = 0; tile < tiles; tile++) {
        int first = i * run + first(tile);
        int columns = first(tile + 1) - first(tile);
        int from = Lanes.START + (first * g.outChannels() + o * columns) * BLOCK;
        for (int c = 0; c < columns; c++) {
          int column = first + c;
          dw[to + column % g.inChannels() * taps + column / g.inChannels()] = sum(from + c * BLOCK);
        }
      }
    }
  }

  private float sum(int from) {
    float sum = parts > 0 ? add(from, BLOCK) : 0;
    return units > parts ? sum + add(from + parts * size, g.batch() % BLOCK) : sum;
  }

  private float add(int from, int count) {
    float sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += sums[i];
    }
    return sum;
  }
}
