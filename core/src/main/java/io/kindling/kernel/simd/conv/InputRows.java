package io.kindling.kernel.simd.conv;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.Scratch;
import io.kindling.kernel.simd.tile.Copies;
import io.kindling.kernel.simd.tile.Transpose;
import java.util.Arrays;

/**
 * The input rows that the gradient to the weights needs at a time, as panels {@code [16
 * columns][position][sample][16]}. A ring: each row is transposed once, and stays until the kernel
 * has passed it.
 */
final class InputRows {
  private static final int BLOCK = Lanes.BLOCK;

  private final WeightsPlan plan;
  private final ConvGeometry g;
  private final float[] x;
  private final int group;
  private final int[] held;
  private final int rowSize;
  private final float[] floats;
  private int block;
  private int samples;

  /**
   * Rows of one group.
   *
   * @param floats has room for {@link #size} floats
   */
  InputRows(WeightsPlan plan, float[] x, int group, float[] floats) {
    this.plan = plan;
    this.g = plan.geometry;
    this.x = x;
    this.group = group;
    this.held = new int[rows(g)];
    this.rowSize = rowSize(plan);
    this.floats = floats;
  }

  /** Floats of the rows that are kept. */
  static int size(WeightsPlan plan) {
    return rows(plan.geometry) * rowSize(plan);
  }

  private static int rows(ConvGeometry g) {
    return (g.kernelHeight() - 1) * g.dilationHeight() + 1;
  }

  private static int rowSize(WeightsPlan plan) {
    return plan.columnGroups * plan.positions() * BLOCK * 16;
  }

  float[] floats() {
    return floats;
  }

  /** Goes on to another block of samples. */
  void start(int next) {
    block = next;
    samples = Lanes.used(g.batch(), next);
    Arrays.fill(held, -1);
  }

  /** Makes sure the rows that output row {@code y} gathers are there. */
  void load(int y) {
    for (int j = 0; j < plan.rows.count[y]; j++) {
      int row = plan.rows.input[y] + j * plan.rows.step;
      int slot = row % held.length;
      if (held[slot] != row) {
        held[slot] = row;
        int to = Lanes.START + slot * rowSize;
        if (plan.expanded) {
          try (Scratch.Floats lines = Scratch.SAMPLES.lease(InputRows.class, BLOCK * line())) {
            expand(row, to, lines.array());
          }
        } else if (plan.winograd) {
          try (Scratch.Floats line = Scratch.SAMPLES.lease(InputRows.class, needed() * column())) {
            pairs(row, to, line.array());
          }
        } else {
          transpose(row, to);
        }
      }
    }
  }

  /** Where the panel number {@code e} of output row {@code y} begins: kernel row, column group. */
  int panel(int y, int e) {
    int row = plan.rows.input[y] + e / plan.columnGroups * plan.rows.step;
    int size = plan.positions() * samples * 16;
    return Lanes.START + row % held.length * rowSize + e % plan.columnGroups * size;
  }

  private int source(int row) {
    int channel = row * g.inWidth() * g.inChannels() + group * g.groupInChannels();
    return g.inStart(block) + channel * BLOCK;
  }

  private void transpose(int row, int to) {
    int pixel = g.inChannels() * BLOCK;
    int channels = g.groupInChannels();
    for (int first = 0; first < channels; first += 16) {
      int from = source(row) + first * BLOCK;
      int rows = Math.min(16, channels - first);
      for (int i = 0; i < g.inWidth(); i++) {
        if (plan.positions[i] < 0) {
          continue;
        }
        int q = to + plan.positions[i] * samples * 16;
        Transpose.rows(x, from + i * pixel, rows, samples, floats, q, 16);
      }
      to += plan.positions() * samples * 16;
    }
  }

  /**
   * Transposes a row with zeros at both ends, and makes the terms of {@link WinogradPairs} of it.
   */
  private void pairs(int row, int to, float[] line) {
    int pixel = g.inChannels() * BLOCK;
    int channels = g.groupInChannels();
    int column = column();
    int pairs = WinogradPairs.pairs(g.outWidth());
    int needed = needed();
    int columns = Math.min(g.inWidth(), needed - g.padWidth());
    int end = Lanes.START + needed * column;
    int left = Lanes.START + g.padWidth() * column;
    Arrays.fill(line, Lanes.START, Math.min(left, end), 0f);
    Arrays.fill(line, left + columns * column, end, 0f);
    for (int first = 0; first < channels; first += 16) {
      int from = source(row) + first * BLOCK;
      int rows = Math.min(16, channels - first);
      for (int i = 0; i < columns; i++) {
        Transpose.rows(x, from + i * pixel, rows, samples, line, left + i * column, 16);
      }
      for (int pair = 0; pair < pairs; pair++) {
        int at = to + pair * column;
        int four = Lanes.START + 2 * pair * column;
        WinogradPairs.inputs(g.kernelWidth(), line, four, column, floats, at, pairs * column);
      }
      to += plan.positions() * column;
    }
  }

  /** Columns that the pairs of an output row see, padding included. */
  private int needed() {
    return 2 * WinogradPairs.pairs(g.outWidth()) + g.kernelWidth() - 1;
  }

  /** Floats of sixteen channels of a column. */
  private int column() {
    return samples * 16;
  }

  /** Floats of a sample's row with zeros at both ends, and as many as a vector reads beyond. */
  private int line() {
    return (g.inWidth() + 2 * g.padWidth()) * g.groupInChannels() + 16;
  }

  /**
   * Writes out, for every output column, the sixteen-wide pieces of its (kernel column, channel).
   */
  private void expand(int row, int to, float[] lines) {
    int channels = g.groupInChannels();
    int sampleSize = line();
    for (int n = 0; n < samples; n++) {
      Arrays.fill(lines, n * sampleSize, n * sampleSize + g.padWidth() * channels, 0f);
      int end = (g.padWidth() + g.inWidth()) * channels;
      Arrays.fill(lines, n * sampleSize + end, (n + 1) * sampleSize, 0f);
    }
    int pixels = g.groups() == 1 ? g.inWidth() : 1;
    for (int i = 0; i < g.inWidth(); i += pixels) {
      int from = source(row) + i * g.inChannels() * BLOCK;
      int at = (g.padWidth() + i) * channels;
      Transpose.rows(x, from, pixels * channels, samples, lines, at, sampleSize);
    }
    int size = plan.positions() * samples * 16;
    for (int column = 0; column < g.outWidth(); column++) {
      int from = column * g.strideWidth() * channels;
      int at = to + column * samples * 16;
      if (g.dilationWidth() == 1) {
        for (int c = 0; c < plan.columnGroups; c++) {
          Copies.strided(lines, from + c * 16, sampleSize, floats, at + c * size, 16, samples);
        }
      } else {
        for (int n = 0; n < samples; n++) {
          dilated(lines, from + n * sampleSize, at + n * 16, size);
        }
      }
    }
  }

  private void dilated(float[] lines, int from, int to, int size) {
    int channels = g.groupInChannels();
    for (int column = 0; column < g.kernelWidth() * channels; column++) {
      int p = from + column / channels * g.dilationWidth() * channels + column % channels;
      floats[to + column / 16 * size + column % 16] = lines[p];
    }
  }
}
