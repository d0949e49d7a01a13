package io.kindling.kernel;

import java.util.Arrays;

/**
 * Moves samples between row-major order, (N, C, H, W), and the {@linkplain Lanes lanes layout}:
 * some pixels of four samples at a time. Samples often lie a multiple of a page apart, where the
 * lines of sixteen of them displace each other from the first-level cache.
 */
final class LanesPacking {
  /** Pixels of a plane that are moved at a time. */
  private static final int PIXELS = 64;

  private final LanesShape shape;
  private final float[] rows;
  private final int rowsFrom;
  private final float[] lanes;

  /** Planes of a sample, of so many pixels; the channels of one pixel count as such. */
  private final int planes;

  private final int pixels;

  /** Floats of a sample. */
  private final int sample;

  /**
   * Between these two arrays.
   *
   * @param rows samples, row-major, from {@code rowsFrom} on
   * @param lanes the same in the lanes layout
   */
  LanesPacking(LanesShape shape, float[] rows, int rowsFrom, float[] lanes) {
    this.shape = shape;
    this.rows = rows;
    this.rowsFrom = rowsFrom;
    this.lanes = lanes;
    // Features without places are in the same order in both layouts, as the pixels of a plane are.
    boolean flat = shape.plane() == 1;
    this.planes = flat ? 1 : shape.channels();
    this.pixels = flat ? shape.channels() : shape.plane();
    this.sample = shape.features();
  }

  /** Writes the lanes; spare ones become zero. */
  void pack() {
    Parallel.forRange(shape.blocks(), this::packBlock);
  }

  /** Writes the rows. */
  void unpack() {
    Parallel.forRange(shape.blocks(), block -> forRuns(block, this::unpackFour, this::unpackOne));
  }

  private void packBlock(int block) {
    if (Lanes.used(shape.batch(), block) < Lanes.BLOCK) {
      Arrays.fill(lanes, shape.start(block), shape.start(block + 1), 0f);
    }
    forRuns(block, this::packFour, this::packOne);
  }

  /** Moves {@code n} pixels of a plane: of one sample, or of four. */
  private interface Run {
    void move(int n, int row, int lane);
  }

  private void forRuns(int block, Run four, Run one) {
    int used = Lanes.used(shape.batch(), block);
    int first = rowsFrom + block * Lanes.BLOCK * sample;
    for (int pixel = 0; pixel < pixels; pixel += PIXELS) {
      int n = Math.min(PIXELS, pixels - pixel);
      for (int plane = 0; plane < planes; plane++) {
        int row = first + plane * pixels + pixel;
        int at = shape.start(block) + (pixel * planes + plane) * Lanes.BLOCK;
        int lane = 0;
        for (; lane + 4 <= used; lane += 4) {
          four.move(n, row + lane * sample, at + lane);
        }
        for (; lane < used; lane++) {
          one.move(n, row + lane * sample, at + lane);
        }
      }
    }
  }

  // That a step is a multiple of sixteen the JIT can only see here: a tenth of the time.

  private void packFour(int n, int row, int lane) {
    int step = planes * Lanes.BLOCK;
    int row1 = row + sample;
    int row2 = row1 + sample;
    int row3 = row2 + sample;
    for (int i = 0; i < n; i++) {
      int at = lane + i * step;
      lanes[at] = rows[row + i];
      lanes[at + 1] = rows[row1 + i];
      lanes[at + 2] = rows[row2 + i];
      lanes[at + 3] = rows[row3 + i];
    }
  }

  private void packOne(int n, int row, int lane) {
    int step = planes * Lanes.BLOCK;
    for (int i = 0; i < n; i++) {
      lanes[lane + i * step] = rows[row + i];
    }
  }

  private void unpackFour(int n, int row, int lane) {
    int step = planes * Lanes.BLOCK;
    int row1 = row + sample;
    int row2 = row1 + sample;
    int row3 = row2 + sample;
    for (int i = 0; i < n; i++) {
      int at = lane + i * step;
      rows[row + i] = lanes[at];
      rows[row1 + i] = lanes[at + 1];
      rows[row2 + i] = lanes[at + 2];
      rows[row3 + i] = lanes[at + 3];
    }
  }

  private void unpackOne(int n, int row, int lane) {
    int step = planes * Lanes.BLOCK;
    for (int i = 0; i < n; i++) {
      rows[row + i] = lanes[lane + i * step];
    }
  }
}
