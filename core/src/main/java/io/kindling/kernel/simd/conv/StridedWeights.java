package io.kindling.kernel.simd.conv;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.Scratch;
import io.kindling.kernel.simd.tile.Streams;
import io.kindling.kernel.simd.tile.Transpose;
import java.util.Arrays;

/**
 * The gradient to the weights of a convolution with kernels of three columns at stride 2, by {@link
 * StridedPairs}. The output's gradient has fewer floats than the input, so it is the one that is
 * transposed: vectors hold sixteen output channels, and the input needs only copying, into streams
 * ({@link StridedRows}). Otherwise as {@link WeightsKernel}, which must be run instead where a
 * result is not finite.
 */
public final class StridedWeights {
  private static final int BLOCK = Lanes.BLOCK;

  private final WeightsPlan plan;
  private final ConvGeometry g;
  private final float[] dy;
  private final float[] x;
  private final float[] sums;
  private final int pairs;
  private final int vectors;
  private final int size;

  private StridedWeights(WeightsPlan plan, float[] x, float[] dy, float[] sums) {
    this.plan = plan;
    this.g = plan.geometry;
    this.x = x;
    this.dy = dy;
    this.sums = sums;
    this.pairs = WinogradPairs.pairs(g.outWidth());
    this.vectors = vectors(g);
    this.size = size(g);
  }

  /** Whether this way is possible, and the better one. */
  public static boolean fits(ConvGeometry g) {
    boolean possible =
        g.kernelWidth() == StridedPairs.TAPS && g.strideWidth() == 2 && g.dilationWidth() == 1;
    boolean even = g.groupOutChannels() >= 32 && g.groupInChannels() >= 4;
    return possible && even && g.outWidth() >= 4;
  }

  /** Vectors of sixteen output channels. */
  private static int vectors(ConvGeometry g) {
    return (g.groupOutChannels() + 15) / 16;
  }

  /** Floats of the sums of a group: {@code [kernel row][sum][vector][input channel][16]}. */
  private static int size(ConvGeometry g) {
    return g.kernelHeight() * StridedPairs.SUMS * vectors(g) * g.groupInChannels() * 16;
  }

  public static void run(WeightsPlan plan, float[] x, float[] dy, float[] dw, int dwFrom) {
    ConvGeometry g = plan.geometry;
    int all = g.groups() * size(g);
    int size = plan.parts * all;
    try (Scratch.Floats held = Scratch.PARTIALS.lease(StridedWeights.class, size)) {
      float[] sums = held.array();
      StridedWeights kernel = new StridedWeights(plan, x, dy, sums);
      Parallel.forRange(
          plan.parts * g.groups(), unit -> kernel.part(unit / g.groups(), unit % g.groups()));
      Parallel.forChunks(
          all, (from, to) -> WeightsKernel.addParts(sums, plan.parts, all, from, to));
      Parallel.forRange(g.outChannels(), channel -> kernel.unpack(channel, dw, dwFrom));
    }
  }

  private int sum(int kh, int sum, int vector) {
    return ((kh * StridedPairs.SUMS + sum) * vectors + vector) * g.groupInChannels() * 16;
  }

  private void unpack(int outChannel, float[] dw, int dwFrom) {
    int o = outChannel % g.groupOutChannels();
    int from = Lanes.START + outChannel / g.groupOutChannels() * size + o % 16;
    int step = sum(0, 1, 0);
    int to = dwFrom + outChannel * g.groupInChannels() * g.kernelHeight() * StridedPairs.TAPS;
    for (int c = 0; c < g.groupInChannels(); c++) {
      for (int kh = 0; kh < g.kernelHeight(); kh++) {
        StridedPairs.taps(sums, from + sum(kh, 0, o / 16) + c * 16, step, dw, to);
        to += StridedPairs.TAPS;
      }
    }
  }

  private void part(int part, int group) {
    int to = Lanes.START + (part * g.groups() + group) * size;
    Arrays.fill(sums, to, to + size, 0f);
    int most = vectors * panel(BLOCK);
    try (Scratch.Floats input = Scratch.ROWS.lease(StridedWeights.class, StridedRows.size(g));
        Scratch.Floats line = Scratch.SAMPLES.lease(StridedWeights.class, StridedRows.lineSize(g));
        Scratch.Floats panels = Scratch.GRADIENTS.lease(StridedWeights.class, most)) {
      StridedRows rows = new StridedRows(plan, x, group, input.array(), line.array());
      for (int block = plan.firstBlock(part); block < plan.firstBlock(part + 1); block++) {
        rows.start(block);
        for (int y = 0; y < g.outHeight(); y++) {
          if (plan.rows.count[y] > 0) {
            rows.load(y);
            gradientRow(block, y, group, panels.array());
            outputRow(y, Lanes.used(g.batch(), block), rows, panels.array(), to);
          }
        }
      }
    }
  }

  /** Floats of the panel of sixteen channels: d0 of all pairs, d1 of all pairs, their sums. */
  private int panel(int samples) {
    return 3 * pairs * samples * 16;
  }

  private void gradientRow(int block, int y, int group, float[] panels) {
    int samples = Lanes.used(g.batch(), block);
    int column = samples * 16;
    int pixel = g.outChannels() * BLOCK;
    int line = g.outStart(block) + y * g.outWidth() * pixel;
    int panel = panel(samples);
    for (int i = 0; i < g.outWidth(); i++) {
      int at = Lanes.START + (i / 2 + i % 2 * pairs) * column;
      for (int vector = 0; vector < vectors; vector++) {
        int channel = group * g.groupOutChannels() + vector * 16;
        int channels = Math.min(16, g.groupOutChannels() - vector * 16);
        int from = line + i * pixel + channel * BLOCK;
        Transpose.rows(dy, from, channels, samples, panels, at + vector * panel, 16);
      }
    }
    for (int vector = 0; vector < vectors; vector++) {
      int to = Lanes.START + vector * panel;
      int d1 = to + pairs * column;
      if (g.outWidth() % 2 == 1) {
        Arrays.fill(panels, d1 + (pairs - 1) * column, d1 + pairs * column, 0f);
      }
      StridedPairs.sums(panels, to, d1, d1 + pairs * column, pairs * column);
    }
  }

  private void outputRow(int y, int samples, StridedRows rows, float[] panels, int to) {
    int n = pairs * samples;
    // Sections of the streams, the sums they add to, and the part of the panels they take.
    section(y, 0, 0, 0, samples, rows, panels, to);
    section(y, 3, 3, 0, samples, rows, panels, to);
    section(y, 4, 3, n, samples, rows, panels, to);
    section(y, 2, 2, n, samples, rows, panels, to);
    section(y, 1, 1, 2 * n, samples, rows, panels, to);
  }

  /** One section, for all kernel rows, input channels and pairs of vectors. */
  private void section(
      int y,
      int section,
      int sum,
      int first,
      int samples,
      StridedRows rows,
      float[] panels,
      int to) {
    int n = pairs * samples;
    int channels = g.groupInChannels();
    int panel = panel(samples);
    int stream = rows.stream();
    for (int vector = 0; vector < vectors; vector += 2) {
      int x0 = Lanes.START + vector * panel + first * 16;
      int x2 = vector + 1 < vectors ? panel : 0;
      for (int j = 0; j < plan.rows.count[y]; j++) {
        int row = plan.rows.input[y] + j * plan.rows.step;
        int d = rows.at(row) + section * rows.section();
        int at = to + sum(plan.rows.first[y] + j, sum, vector);
        int y2 = x2 == 0 ? 0 : channels * 16;
        Streams.rows(channels, panels, x0, x2, n, rows.floats(), d, stream, sums, at, y2, 16);
      }
    }
  }
}
