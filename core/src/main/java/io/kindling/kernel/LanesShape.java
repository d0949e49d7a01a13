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
    new LanesPacking(this, rows, from, lanes).pack();
  }

  /** Writes the elements of {@code lanes} row-major, as (N, C, H, W). */
  public void unpack(float[] lanes, float[] rows, int to) {
    new LanesPacking(this, rows, to, lanes).unpack();
  }
}
