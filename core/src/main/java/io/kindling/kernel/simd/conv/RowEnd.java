package io.kindling.kernel.simd.conv;

import io.kindling.kernel.Lanes;
import io.kindling.kernel.RowEpilogue;
import io.kindling.kernel.simd.tile.Tile;
import jdk.incubator.vector.FloatVector;

/** What ends each row of a convolution's result: the bias is added, then comes what follows. */
public final class RowEnd {
  private static final RowEnd NOTHING = new RowEnd(null, 0, 0, 0, null, 0, null);

  private final float[] y;
  private final int rows;
  private final int pixels;
  private final int channels;
  private final float[] bias;
  private final int biasFrom;
  private final RowEpilogue after;

  /**
   * @param y the result, of {@code rows} rows of so many pixels
   * @param bias a float for each channel, from {@code biasFrom} on, or null
   * @param after what follows, or null
   */
  public static RowEnd of(
      float[] y,
      int rows,
      int pixels,
      int channels,
      float[] bias,
      int biasFrom,
      RowEpilogue after) {
    return bias == null && after == null
        ? NOTHING
        : new RowEnd(y, rows, pixels, channels, bias, biasFrom, after);
  }

  private RowEnd(
      float[] y,
      int rows,
      int pixels,
      int channels,
      float[] bias,
      int biasFrom,
      RowEpilogue after) {
    this.y = y;
    this.rows = rows;
    this.pixels = pixels;
    this.channels = channels;
    this.bias = bias;
    this.biasFrom = biasFrom;
    this.after = after;
  }

  void row(int block, int row) {
    int line = pixels * channels * Lanes.BLOCK;
    int from = Lanes.START + (block * rows + row) * line;
    if (bias != null) {
      addBias(from);
    }
    if (after != null) {
      after.row(y, block, row, from, line);
    }
  }

  private void addBias(int from) {
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int channel = 0; channel < channels; channel++) {
        addScalar(bias[biasFrom + channel], y, from);
        from += Lanes.BLOCK;
      }
    }
  }

  private static void addScalar(float scalar, float[] y, int from) {
    for (int i = 0; i < Lanes.BLOCK; i += Tile.WIDTH) {
      FloatVector.fromArray(Tile.S, y, from + i).add(scalar).intoArray(y, from + i);
    }
  }
}
