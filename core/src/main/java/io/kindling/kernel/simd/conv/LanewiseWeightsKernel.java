package io.kindling.kernel.simd.conv;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.Scratch;
import io.kindling.kernel.simd.tile.Copies;
import io.kindling.kernel.simd.tile.PixelTile;
import io.kindling.kernel.simd.tile.Tile;
import java.util.Arrays;

/**
 * The gradient to the weights lane by lane, without any transposition: each lane sums its own
 * samples, and the lanes are added at the very end. There are sixteen sums for each weight, so this
 * is for kernels of few weights, and of one tap; {@link WeightsKernel} is for the others. Adding to
 * the sums after each row would take as long as the products; so a tile ({@link PixelTile}) takes a
 * band of several rows, whose input is copied to where it stays in the first-level cache ({@link
 * PixelRows}).
 *
 * <p>The unit of parallel work is a part of the samples, and, where there are more threads than
 * parts, of the output channels, which no sum depends on. The last block has a part of its own when
 * it has spare lanes, which must not reach the sums.
 */
public final class LanewiseWeightsKernel {
  private static final int BLOCK = Lanes.BLOCK;

  /** Pixels of a band: four or five channels of them are all that fits the cache. */
  private static final int BAND = 64;

  /** The same for few input channels, of which all do: less often are sums added up. */
  private static final int LONG_BAND = 192;

  /** Fewest output pixels: with less, adding to the sums costs too much. */
  private static final int SHORT = 32;

  /** Most input channels for which this is the better way whatever the weights and tiles. */
  private static final int FEW = 4;

  /** Most weights: the sums of a part take 64 times as many bytes, and share the cache. */
  private static final int MOST = 4096;

  /** Floats of the sums of all parts, if there are more than two. */
  private static final int SUMS = 1 << 16;

  /** Whether lines of the gradient are read in parts, and so had better be copied to L1 first. */
  private static final boolean NARROW = Tile.WIDTH < BLOCK;

  private final ConvGeometry g;
  private final float[] x;
  private final float[] dy;
  private float[] sums;
  private final int size;

  /** Parts of the samples, and with the one of the spare lanes. */
  private final int parts;

  private final int units;

  /** Bands of an image. */
  private final int bands;

  /** Output channels of a tile. */
  private final int height;

  /** Input channels, or with the columns of a kernel row where they are one run; runs, tiles. */
  private final int run;

  private final int runs;
  private final int tiles;

  /**
   * Groups of output channels, as high as a tile, that meet one tile's input before the next is
   * taken: all with one tap, while several taps' input is best used up by one group.
   */
  private final int groupsAtOnce;

  private LanewiseWeightsKernel(ConvGeometry g, float[] x, float[] dy) {
    this.g = g;
    this.x = x;
    this.dy = dy;
    this.size = g.weightCount() * BLOCK;
    int whole = g.batch() / BLOCK;
    this.parts = Math.min(whole, Math.max(2, Math.min(WeightsPlan.MAX_PARTS, SUMS / size)));
    this.units = parts + (g.batch() % BLOCK != 0 ? 1 : 0);
    int pixels = g.inChannels() <= FEW ? LONG_BAND : BAND;
    int rows = Math.max(1, pixels / g.outWidth());
    this.bands = (g.outHeight() + rows - 1) / rows;
    this.height = PixelTile.height(g.outChannels());
    this.run = run(g);
    this.runs = g.inChannels() * g.kernelWidth() / run;
    this.groupsAtOnce = g.kernelHeight() * g.kernelWidth() == 1 ? g.outChannels() / height : 1;
    int width = PixelTile.width(height);
    this.tiles = Math.min((run + width - 1) / width, run / 2);
  }

  /** Whether this way is possible, and the better one. */
  public static boolean fits(WeightsPlan plan) {
    ConvGeometry g = plan.geometry;
    int height = PixelTile.height(g.outChannels());
    boolean possible = g.groups() == 1 && height > 0 && run(g) > 1;
    boolean few = g.inChannels() <= FEW;
    boolean light = g.kernelHeight() * g.kernelWidth() == 1 || plan.expanded;
    boolean pays = few || light && height == 4 && g.weightCount() <= MOST;
    return possible && pays && g.outHeight() * g.outWidth() >= SHORT;
  }

  private static int run(ConvGeometry g) {
    return PixelRows.isRun(g) ? g.kernelWidth() * g.inChannels() : g.inChannels();
  }

  public static void run(ConvGeometry g, float[] x, float[] dy, float[] dw, int dwFrom) {
    LanewiseWeightsKernel kernel = new LanewiseWeightsKernel(g, x, dy);
    int size = kernel.units * kernel.size;
    try (Scratch.Floats held = Scratch.PARTIALS.lease(LanewiseWeightsKernel.class, size)) {
      kernel.sums = held.array();
      kernel.run(dw, dwFrom);
    }
  }

  private void run(float[] dw, int dwFrom) {
    int groups = g.outChannels() / height;
    int slices = Math.max(1, Math.min(Parallel.threads() / units, groups));
    Arrays.fill(sums, Lanes.START, Lanes.START + units * size, 0f);
    Parallel.forRange(
        units * slices,
        unit -> {
          int slice = unit % slices;
          run(unit / slices, groups * slice / slices, groups * (slice + 1) / slices);
        });
    Parallel.forChunks(size, (from, to) -> WeightsKernel.addParts(sums, parts, size, from, to));
    Parallel.forRange(g.outChannels(), channel -> addLanes(channel, dw, dwFrom));
  }

  private void run(int part, int from, int to) {
    int most = (g.outHeight() + bands - 1) / bands;
    PixelRows rows = new PixelRows(g, x, most);
    int copied = NARROW ? most * g.outWidth() * gradientStep() : 0;
    try (Scratch.Floats tile = Scratch.TILE.lease(LanewiseWeightsKernel.class, PixelTile.SIZE);
        Scratch.Floats input = Scratch.ROWS.lease(LanewiseWeightsKernel.class, rows.size());
        Scratch.Floats gradients = Scratch.GRADIENTS.lease(LanewiseWeightsKernel.class, copied)) {
      rows.copyTo(input.array());
      new Part(part, rows, tile.array(), NARROW ? gradients.array() : dy).run(from, to);
    }
  }

  /** Floats from one pixel of the gradient to the next. */
  private int gradientStep() {
    return (NARROW ? g.outChannels() | 1 : g.outChannels()) * BLOCK;
  }

  private int firstBlock(int part) {
    int whole = g.batch() / BLOCK;
    return part > parts ? whole + 1 : part == parts ? whole : whole * part / parts;
  }

  /** The first column of a run that a tile takes. */
  private int first(int tile) {
    return run * tile / tiles;
  }

  /** A part of the samples, as one thread walks it. */
  private final class Part {
    private final int part;
    private final int sum;
    private final PixelRows rows;
    private final float[] tile;

    /** The output rows of the band. */
    private int firstRow;

    private int endRow;

    private final float[] gradients;

    /** Where their gradient begins, and floats from one pixel of it to the next. */
    private int gradientsFrom;

    private final int dStep = gradientStep();

    Part(int part, PixelRows rows, float[] tile, float[] gradients) {
      this.part = part;
      this.sum = Lanes.START + part * size;
      this.rows = rows;
      this.tile = tile;
      this.gradients = gradients;
    }

    /** The sums of output channels {@code from} to {@code to - 1}, in groups as high as a tile. */
    void run(int from, int to) {
      for (int block = firstBlock(part); block < firstBlock(part + 1); block++) {
        for (int i = 0; i < bands; i++) {
          firstRow = g.outHeight() * i / bands;
          endRow = g.outHeight() * (i + 1) / bands;
          rows.load(block, firstRow, endRow);
          loadGradients(g.outStart(block) + firstRow * g.outWidth() * g.outChannels() * BLOCK);
          for (int group = from; group < to; group += groupsAtOnce) {
            int end = Math.min(group + groupsAtOnce, to);
            for (int kh = 0; kh < g.kernelHeight(); kh++) {
              kernelRow(kh, group * height, end * height);
            }
          }
        }
      }
    }

    private void loadGradients(int from) {
      gradientsFrom = from;
      int pixels = (endRow - firstRow) * g.outWidth();
      int run = g.outChannels() * BLOCK;
      if (NARROW) {
        gradientsFrom = Lanes.START;
        for (int i = 0; i < pixels; i++) {
          Copies.blocks(dy, from + i * run, gradients, gradientsFrom + i * dStep, run);
        }
      } else if (g.inChannels() <= FEW) {
        prefetch(from, pixels * run);
      }
    }

    /**
     * Reads a float of each line in order, which the processor foresees: tiles jump from page to
     * page.
     */
    private void prefetch(int from, int count) {
      float sum = 0;
      for (int i = from; i < from + count; i += BLOCK) {
        sum += dy[i];
      }
      tile[0] = sum; // for nobody, lest the JIT leave out the loop
    }

    /** One kernel row, of those output rows only which do not see padding through it. */
    private void kernelRow(int kh, int from, int to) {
      int offset = kh * g.dilationHeight() - g.padHeight();
      int stride = g.strideHeight();
      int first = Math.max(firstRow, offset >= 0 ? 0 : (stride - 1 - offset) / stride);
      int end = Math.min(endRow, Math.floorDiv(g.inHeight() - 1 - offset, stride) + 1);
      if (first < end) {
        int d = gradientsFrom + (first - firstRow) * g.outWidth() * dStep;
        int n = (end - first) * g.outWidth();
        for (int i = 0; i < runs; i++) {
          int at = sum + (kh * runs + i) * run * g.outChannels() * BLOCK;
          products(rows.at(first, kh, i), n, d, from, to, at);
        }
      }
    }

    private void products(int at, int n, int d, int from, int to, int sum) {
      float[] in = rows.floats();
      int step = rows.step();
      int row = g.outWidth();
      int rowStep = rows.rowStep();
      for (int i = 0; i < tiles; i++) {
        int first = first(i);
        int width = first(i + 1) - first;
        int x0 = at + first * BLOCK;
        for (int o = from; o < to; o += height) {
          int d0 = d + o * BLOCK;
          PixelTile.run(height, width, in, x0, step, row, rowStep, n, gradients, d0, dStep, tile);
          PixelTile.add(
              tile, height * width, sums, sum + (first * g.outChannels() + o * width) * BLOCK);
        }
      }
    }
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
