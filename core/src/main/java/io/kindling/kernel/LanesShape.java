package io.kindling.kernel;

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

  private void packBlock(int block, float[] rows, int from, float[] lanes) {
    int used = Lanes.used(batch, block);
    int plane = plane();
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < plane; i++) {
        int to = Lanes.START + ((block * plane + i) * channels + c) * Lanes.BLOCK;
        int at = from + (block * Lanes.BLOCK * channels + c) * plane + i;
        for (int lane = 0; lane < used; lane++) {
          lanes[to + lane] = rows[at + lane * channels * plane];
        }
        for (int lane = used; lane < Lanes.BLOCK; lane++) {
          lanes[to + lane] = 0f;
        }
      }
    }
  }

  private void unpackBlock(int block, float[] lanes, float[] rows, int to) {
    int used = Lanes.used(batch, block);
    int plane = plane();
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < plane; i++) {
        int from = Lanes.START + ((block * plane + i) * channels + c) * Lanes.BLOCK;
        int at = to + (block * Lanes.BLOCK * channels + c) * plane + i;
        for (int lane = 0; lane < used; lane++) {
          rows[at + lane * channels * plane] = lanes[from + lane];
        }
      }
    }
  }
}
