package io.kindling.kernel.simd.conv;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.simd.tile.Copies;
import java.util.Arrays;

/**
 * The input rows that {@link StridedWeights} needs at a time, as streams of scalars over (pair,
 * sample): for each channel a section for each of {@link StridedPairs}'s factors, for e0 and for
 * e1. A ring: each row is laid out once, and stays until the kernel has passed it.
 */
final class StridedRows {
  private static final int BLOCK = Lanes.BLOCK;

  private final WeightsPlan plan;
  private final ConvGeometry g;
  private final float[] x;
  private final int group;
  private final int pairs;
  private final int[] held;
  private final float[] floats;
  private final float[] line;
  private int block;
  private int samples;

  /**
   * Rows of one group.
   *
   * @param floats has room for {@link #size} floats
   * @param line has room for {@link #lineSize} floats
   */
  StridedRows(WeightsPlan plan, float[] x, int group, float[] floats, float[] line) {
    this.plan = plan;
    this.g = plan.geometry;
    this.x = x;
    this.group = group;
    this.pairs = WinogradPairs.pairs(g.outWidth());
    this.held = new int[rows(g)];
    this.samples = BLOCK;
    this.floats = floats;
    this.line = line;
    Arrays.fill(line, 0, Lanes.START + lineSize(g), 0f);
  }

  /** Floats of the rows that are kept. */
  static int size(ConvGeometry g) {
    int section = WinogradPairs.pairs(g.outWidth()) * BLOCK + BLOCK;
    return rows(g) * g.groupInChannels() * StridedPairs.COLUMNS * section;
  }

  /** Floats of a row as it is read. */
  static int lineSize(ConvGeometry g) {
    return (4 * WinogradPairs.pairs(g.outWidth()) + 1) * (g.groupInChannels() + 1) * BLOCK;
  }

  private static int rows(ConvGeometry g) {
    return (g.kernelHeight() - 1) * g.dilationHeight() + 1;
  }

  float[] floats() {
    return floats;
  }

  /** Floats of a section; what a vector of a short block spills is within. */
  int section() {
    return pairs * samples + BLOCK;
  }

  /** Floats from one channel to the next. */
  int stream() {
    return StridedPairs.COLUMNS * section();
  }

  /** Where an input row begins. */
  int at(int row) {
    return Lanes.START + row % held.length * rowSize();
  }

  private int rowSize() {
    return g.groupInChannels() * stream();
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
      if (held[row % held.length] != row) {
        held[row % held.length] = row;
        lay(row);
      }
    }
  }

  private void lay(int row) {
    int pixel = g.inChannels() * BLOCK;
    int run = g.groupInChannels() * BLOCK;
    int from = g.inStart(block) + row * g.inWidth() * pixel + group * run;
    int columns = Math.min(g.inWidth(), columns() - g.padWidth());
    int to = Lanes.START + g.padWidth() * column();
    for (int i = 0; i < columns; i++) {
      Copies.blocks(x, from + i * pixel, line, to + i * column(), run);
    }
    int stream = at(row);
    for (int c = 0; c < run; c += BLOCK) {
      StridedPairs.inputs(
          line, Lanes.START + c, column(), pairs, floats, stream, samples, section());
      stream += stream();
    }
  }

  /** Columns of the line that pairs are made of, padding included. */
  private int columns() {
    return 4 * pairs + 1;
  }

  /** Floats of a column of the line: no power of two, lest columns displace each other. */
  private int column() {
    return (g.groupInChannels() + 1) * BLOCK;
  }
}
