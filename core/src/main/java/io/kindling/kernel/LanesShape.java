package io.kindling.kernel;

import java.util.Arrays;

/**
 * The sizes of an activation in the {@linkplain Lanes lanes layout}; features without places have
 * height and width 1.
 *
 * @param batch samples N
 * @param channels channels C
 * @param height rows H
 * @param width columns W
 */
public record LanesShape(int batch, int channels, int height, int width) {
  /** Pixels of a plane that are packed at a time. */
  private static final int PIXELS = 64;

  /** Values of one sample. */
  public int features() {
    return channels * height * width;
  }

  /** Floats of one block of sixteen samples. */
  public int blockSize() {
    return features() * Lanes.BLOCK;
  }

  /** Blocks of sixteen samples. */
  public int blocks() {
    return Lanes.blocks(batch);
  }

  /** Where a block begins in the array. */
  public int start(int block) {
    return Lanes.START + block * blockSize();
  }

  /** Floats of all blocks, from {@link Lanes#START} on. */
  public int length() {
    return blocks() * blockSize();
  }

  /** Floats of the whole array, spare lanes included. */
  public int size() {
    return Lanes.size(batch, channels, height, width);
  }

  /** Rows and columns of one channel. */
  public int plane() {
    return height * width;
  }

  /** Writes the elements of {@code rows}, row-major (N, C, H, W), into the lanes layout. */
  public void pack(float[] rows, int from, float[] lanes) {
    Parallel.forRange(blocks(), block -> packBlock(block, rows, from, lanes));
  }

  /** Writes the elements of {@code lanes} row-major, as (N, C, H, W). */
  public void unpack(float[] lanes, float[] rows, int to) {
    Parallel.forRange(blocks(), block -> unpackBlock(block, lanes, rows, to));
  }

  // Some pixels of a few samples at a time: samples often lie a multiple of a page apart, where the
  // lines of sixteen of them displace each other from the first-level cache.

  private void packBlock(int block, float[] rows, int from, float[] lanes) {
    int used = Lanes.used(batch, block);
    if (used < Lanes.BLOCK) {
      Arrays.fill(lanes, start(block), start(block + 1), 0f);
    }
    int first = from + block * Lanes.BLOCK * features();
    for (int pixel = 0; pixel < pixels(); pixel += PIXELS) {
      int n = Math.min(PIXELS, pixels() - pixel);
      for (int p = 0; p < planes(); p++) {
        int at = first + p * pixels() + pixel;
        int to = start(block) + (pixel * planes() + p) * Lanes.BLOCK;
        int lane = 0;
        for (; lane + 4 <= used; lane += 4) {
          packFour(n, rows, at + lane * features(), lanes, to + lane);
        }
        for (; lane < used; lane++) {
          packOne(n, rows, at + lane * features(), lanes, to + lane);
        }
      }
    }
  }

  private void packFour(int n, float[] rows, int at, float[] lanes, int to) {
    int step = planes() * Lanes.BLOCK;
    int at1 = at + features();
    int at2 = at1 + features();
    int at3 = at2 + features();
    for (int i = 0; i < n; i++) {
      int o = to + i * step;
      lanes[o] = rows[at + i];
      lanes[o + 1] = rows[at1 + i];
      lanes[o + 2] = rows[at2 + i];
      lanes[o + 3] = rows[at3 + i];
    }
  }

  private void packOne(int n, float[] rows, int at, float[] lanes, int to) {
    int step = planes() * Lanes.BLOCK;
    for (int i = 0; i < n; i++) {
      lanes[to + i * step] = rows[at + i];
    }
  }

  private void unpackBlock(int block, float[] lanes, float[] rows, int to) {
    int used = Lanes.used(batch, block);
    int first = to + block * Lanes.BLOCK * features();
    for (int pixel = 0; pixel < pixels(); pixel += PIXELS) {
      int n = Math.min(PIXELS, pixels() - pixel);
      for (int p = 0; p < planes(); p++) {
        int at = first + p * pixels() + pixel;
        int from = start(block) + (pixel * planes() + p) * Lanes.BLOCK;
        int lane = 0;
        for (; lane + 4 <= used; lane += 4) {
          unpackFour(n, lanes, from + lane, rows, at + lane * features());
        }
        for (; lane < used; lane++) {
          unpackOne(n, lanes, from + lane, rows, at + lane * features());
        }
      }
    }
  }

  private void unpackFour(int n, float[] lanes, int from, float[] rows, int at) {
    int step = planes() * Lanes.BLOCK;
    int at1 = at + features();
    int at2 = at1 + features();
    int at3 = at2 + features();
    for (int i = 0; i < n; i++) {
      int o = from + i * step;
      rows[at + i] = lanes[o];
      rows[at1 + i] = lanes[o + 1];
      rows[at2 + i] = lanes[o + 2];
      rows[at3 + i] = lanes[o + 3];
    }
  }

  private void unpackOne(int n, float[] lanes, int from, float[] rows, int at) {
    int step = planes() * Lanes.BLOCK;
    for (int i = 0; i < n; i++) {
      rows[at + i] = lanes[from + i * step];
    }
  }

  // Features without places are in the same order in both layouts, as the pixels of a plane are.

  private int planes() {
    return plane() == 1 ? 1 : channels;
  }

  private int pixels() {
    return plane() == 1 ? channels : plane();
  }
}
