package io.kindling.kernel.simd.tile;

import static io.kindling.kernel.simd.tile.Tile.BLOCK;
import static io.kindling.kernel.simd.tile.Tile.S;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;

import io.kindling.kernel.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels of {@code LanewiseWeightsKernel}: four channels of d by two to five of x, or six by
 * two or three, over a band of pixels, sixteen lanes each, {@code y[r][c][.] = sum over t of
 * d[t][r][.] * x[t][c][.]}. The pixels may fill several rows, between which x has a gap. All
 * operands are vectors, so nothing is broadcast or transposed.
 *
 * <p>A tile of so many sums only stores them, and adding them up is another method's work: in one
 * method that would be more vector calls than the JIT inlines (see {@code TileGenerator}). Six
 * channels of x have registers enough, but were spilled in some runs even so.
 */
public final class PixelTile {
  /** Floats of the greatest tile. */
  public static final int SIZE = 20 * BLOCK;

  private PixelTile() {}

  /** The height of tiles for so many channels of d: 4 or 6, whichever divides them; else 0. */
  public static int height(int channels) {
    return channels % 4 == 0 ? 4 : channels % 6 == 0 ? 6 : 0;
  }

  /** The best number of channels of x, as many as there are registers for; one alone never is. */
  public static int width(int height) {
    boolean many = Tile.HIGH > Tile.LOW;
    return height == 4 ? (many ? 5 : 3) : many ? 3 : 2;
  }

  /**
   * Runs one tile, whose results follow upon each other: {@code [r][c][16]}.
   *
   * @param height channels of d, 4 or 6
   * @param width channels of x, 2 to 5 by four of d, else 2 or 3
   * @param xStep floats from one pixel to the next in x
   * @param row pixels of a row
   * @param rowStep floats from the last pixel of a row to the next row in x
   * @param n pixels
   * @param dStep floats from one pixel to the next in d
   * @param y has room for {@link #SIZE} floats from {@link Lanes#START} on
   */
  public static void run(
      int height,
      int width,
      float[] x,
      int xo,
      int xStep,
      int row,
      int rowStep,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y) {
    for (int h = 0; h < BLOCK; h += WIDTH) {
      int to = Lanes.START + h;
      if (height == 4) {
        PixelTile4.run(width, x, xo + h, xStep, row, rowStep, n, d, d0 + h, dStep, y, to);
      } else {
        PixelTile6.run(width, x, xo + h, xStep, row, rowStep, n, d, d0 + h, dStep, y, to);
      }
    }
  }

  /** Adds the {@code n} sums of a tile to y. */
  public static void add(float[] tile, int n, float[] y, int yo) {
    for (int i = 0; i < n * BLOCK; i += WIDTH) {
      FloatVector.fromArray(S, y, yo + i)
          .add(FloatVector.fromArray(S, tile, Lanes.START + i))
          .intoArray(y, yo + i);
    }
  }
}
