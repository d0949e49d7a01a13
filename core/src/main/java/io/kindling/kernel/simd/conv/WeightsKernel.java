package io.kindling.kernel.simd.conv;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.Parallel;
import io.kindling.kernel.Scratch;
import io.kindling.kernel.simd.tile.Copies;
import io.kindling.kernel.simd.tile.Streams;
import java.util.Arrays;

/**
 * Runs a {@link WeightsPlan}. The unit of parallel work is a part of the samples, for one group of
 * channels; it keeps sums of its own, which are added in order at the end. Where there are more
 * threads than such units, each is cut into slices of output channels, which no sum depends on;
 * each slice then transposes the input for itself.
 *
 * <p>For each output row, the reduction over (pixel, sample) is one contiguous run in the panels of
 * the input rows, {@code [16 columns][position][sample][16]}, and in the gradients, laid out as
 * {@code [channel][column][sample]}: a {@link Streams}. With {@link WinogradPairs}'s sums both are
 * made of the terms of pairs of columns, {@code [term][pair]} in the place of columns.
 */
public final class WeightsKernel {
  private static final int BLOCK = Lanes.BLOCK;

  /** Fewest output channels of a slice; slices begin at multiples of it. */
  private static final int SLICE = 8;

  private final WeightsPlan plan;
  private final ConvGeometry g;
  private final float[] x;
  private final float[] dy;
  private final float[] sums;

  private WeightsKernel(WeightsPlan plan, float[] x, float[] dy, float[] sums) {
    this.plan = plan;
    this.g = plan.geometry;
    this.x = x;
    this.dy = dy;
    this.sums = sums;
  }

  public static void run(WeightsPlan plan, float[] x, float[] dy, float[] dw, int dwFrom) {
    ConvGeometry g = plan.geometry;
    int size = plan.sumsSize();
    int all = g.groups() * size;
    try (Scratch.Floats held = Scratch.PARTIALS.lease(WeightsKernel.class, plan.parts * all)) {
      float[] sums = held.array();
      WeightsKernel kernel = new WeightsKernel(plan, x, dy, sums);
      int units = plan.parts * g.groups();
      int slices = plan.winograd ? 1 : slices(units, g.groupOutChannels());
      Parallel.forRange(units * slices, unit -> kernel.run(unit / slices, unit % slices, slices));
      Parallel.forChunks(all, (from, to) -> addParts(sums, plan.parts, all, from, to));
      Parallel.forRange(g.outChannels(), channel -> kernel.unpack(channel, dw, dwFrom));
    }
  }

  private void run(int unit, int slice, int slices) {
    int eights = g.groupOutChannels() / SLICE;
    int channel = eights * slice / slices * SLICE;
    int end = slice + 1 == slices ? g.groupOutChannels() : eights * (slice + 1) / slices * SLICE;
    int size = plan.sets() * plan.stream(BLOCK) * (end - channel);
    try (Scratch.Floats rows = Scratch.ROWS.lease(WeightsKernel.class, InputRows.size(plan));
        Scratch.Floats gradients = Scratch.GRADIENTS.lease(WeightsKernel.class, size)) {
      int part = unit / g.groups();
      int group = unit % g.groups();
      new Part(part, group, channel, end - channel, rows.array(), gradients.array()).run();
    }
  }

  /** Adds the sums of all parts to those of the first, in order. */
  static void addParts(float[] sums, int parts, int all, int from, int to) {
    for (int part = 1; part < parts; part++) {
      int other = part * all;
      for (int i = Lanes.START + from; i < Lanes.START + to; i++) {
        sums[i] += sums[other + i];
      }
    }
  }

  private void unpack(int outChannel, float[] dw, int dwFrom) {
    int perGroup = g.groupOutChannels();
    int from = Lanes.START + outChannel / perGroup * plan.sumsSize() + outChannel % perGroup * 16;
    int to = dwFrom + outChannel * g.groupInChannels() * g.kernelHeight() * g.kernelWidth();
    for (int channel = 0; channel < g.groupInChannels(); channel++) {
      for (int kh = 0; kh < g.kernelHeight(); kh++) {
        unpackRow(from, channel, kh, dw, to);
        to += g.kernelWidth();
      }
    }
  }

  private void unpackRow(int from, int channel, int kh, float[] dw, int to) {
    if (plan.winograd) {
      int first = plan.sumIndex(channel, kh, 0);
      int step = plan.sumIndex(channel, kh, 1) - first;
      WinogradPairs.taps(g.kernelWidth(), sums, from + first, step, dw, to);
      return;
    }
    for (int kw = 0; kw < g.kernelWidth(); kw++) {
      dw[to + kw] = sums[from + plan.sumIndex(channel, kh, kw)];
    }
  }

  /** Slices of a group's output channels, where there are more threads than units. */
  private static int slices(int units, int channels) {
    return Math.max(1, Math.min(Parallel.threads() / units, channels / SLICE));
  }

  /** A part of the samples, and a slice of a group's output channels, as one thread walks it. */
  private final class Part {
    private final int part;
    private final int group;

    /** The first output channel in the group, and how many there are. */
    private final int channel;

    private final int channels;
    private final int sumsFrom;
    private final InputRows rows;
    private final float[] gradients;

    Part(int part, int group, int channel, int channels, float[] rows, float[] gradients) {
      this.part = part;
      this.group = group;
      this.channel = channel;
      this.channels = channels;
      this.sumsFrom = Lanes.START + (part * g.groups() + group) * plan.sumsSize() + channel * 16;
      this.rows = new InputRows(plan, x, group, rows);
      this.gradients = gradients;
    }

    void run() {
      for (int entry = 0; entry < plan.entries; entry++) {
        int from = sumsFrom + entry * g.groupOutChannels() * 16;
        Arrays.fill(sums, from, from + channels * 16, 0f);
      }
      for (int block = plan.firstBlock(part); block < plan.firstBlock(part + 1); block++) {
        rows.start(block);
        for (int y = 0; y < g.outHeight(); y++) {
          if (plan.rows.count[y] > 0) {
            gradientRow(block, y);
            outputRow(y, Lanes.used(g.batch(), block));
          }
        }
      }
    }

    /**
     * Lays out one row of the output gradient as a stream for each channel, over (column, sample).
     */
    private void gradientRow(int block, int y) {
      int samples = Lanes.used(g.batch(), block);
      int stream = plan.stream(samples);
      int from = g.outStart(block) + y * g.outWidth() * g.outChannels() * BLOCK;
      from += (group * g.groupOutChannels() + channel) * BLOCK;
      if (plan.winograd) {
        pairs(from, samples);
        return;
      }
      for (int column = 0; column < g.outWidth(); column++) {
        for (int i = 0; i < channels; i++) {
          int to = Lanes.START + i * stream + column * samples;
          Copies.lanes(dy, from + i * BLOCK, gradients, to, samples);
        }
        from += g.outChannels() * BLOCK;
      }
    }

    /**
     * The same for the pairs of columns of {@link WinogradPairs}, once for each of the positions.
     */
    private void pairs(int from, int samples) {
      int stream = plan.stream(samples);
      int pixel = g.outChannels() * BLOCK;
      for (int pair = 0; pair < g.outWidth() / 2; pair++) {
        int to = Lanes.START + pair * samples;
        WinogradPairs.gradients(
            dy, from, from + pixel, channels, gradients, to, stream, channels * stream);
        from += 2 * pixel;
      }
      if (g.outWidth() % 2 == 1) {
        int size = 2 * channels * BLOCK;
        try (Scratch.Floats held = Scratch.CONSTANTS.lease(WeightsKernel.class, size)) {
          float[] last = held.array();
          int d1 = Lanes.START + channels * BLOCK;
          System.arraycopy(dy, from, last, Lanes.START, channels * BLOCK);
          Arrays.fill(last, d1, d1 + channels * BLOCK, 0f);
          int to = Lanes.START + g.outWidth() / 2 * samples;
          WinogradPairs.gradients(
              last, Lanes.START, d1, channels, gradients, to, stream, channels * stream);
        }
      }
    }

    private void outputRow(int y, int samples) {
      rows.load(y);
      if (plan.expanded) {
        shift(y, 0, 0, 0, g.outWidth(), samples);
        return;
      }
      if (plan.winograd) {
        int pairs = WinogradPairs.pairs(g.outWidth());
        for (int term = 0; term < plan.shifts; term++) {
          shift(y, term, term * pairs, 0, pairs, samples);
        }
        return;
      }
      for (int kw = 0; kw < g.kernelWidth(); kw++) {
        int offset = kw * g.dilationWidth() - g.padWidth();
        int stride = g.strideWidth();
        int first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
        int last = Math.min(g.outWidth() - 1, Math.floorDiv(g.inWidth() - 1 - offset, stride));
        if (first <= last) {
          int position = plan.position(first * stride + offset);
          shift(y, kw, position, first, last + 1 - first, samples);
        }
      }
    }

    /**
     * All sums of one kernel column: kernel rows and groups of channels, three at a time if that
     * comes out even, else two; one alone is slowest.
     */
    private void shift(int y, int kw, int position, int first, int columns, int samples) {
      int count = plan.rows.count[y] * plan.columnGroups;
      int at = position * samples * 16;
      int n = columns * samples;
      int stream = plan.stream(samples);
      int set = plan.winograd ? WinogradTerms.position(kw) : 0;
      int d = Lanes.START + first * samples + set * channels * stream;
      float[] x = rows.floats();
      int taken;
      for (int e = 0; e < count; e += taken) {
        int left = count - e;
        taken = left % 3 == 0 || left > 3 && left % 2 == 1 ? 3 : Math.min(left, 2);
        int x0 = rows.panel(y, e) + at;
        int y0 = sumsFrom + sumsOf(y, kw, e);
        int x1 = taken > 1 ? rows.panel(y, e + 1) + at : x0;
        int y1 = taken > 1 ? sumsFrom + sumsOf(y, kw, e + 1) : y0;
        if (taken == 3) {
          int x2 = rows.panel(y, e + 2) + at;
          int y2 = sumsFrom + sumsOf(y, kw, e + 2);
          Streams.triples(channels, x, x0, x1, x2, n, gradients, d, stream, sums, y0, y1, y2, 16);
        } else {
          Streams.rows(channels, x, x0, x1 - x0, n, gradients, d, stream, sums, y0, y1 - y0, 16);
        }
      }
    }
  }

  /** Where the sums of one kernel row and group of channels are. */
  private int sumsOf(int y, int kw, int e) {
    int kh = plan.rows.first[y] + e / plan.columnGroups;
    int entry = (kh * plan.shifts + kw) * plan.columnGroups + e % plan.columnGroups;
    return entry * g.groupOutChannels() * 16;
  }
}
