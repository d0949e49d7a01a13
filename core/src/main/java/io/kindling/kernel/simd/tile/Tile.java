package io.kindling.kernel.simd.tile;

import io.kindling.kernel.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernels all convolutions and matrix products are made of. A tile of {@code height} rows
 * and two vectors gathers {@code y[r][.] = sum over t of w[t][r] * x[t][.]}: each step loads two
 * vectors of x and broadcasts one scalar of w for each row.
 *
 * <p>Each is one flat counted loop, its sums local variables that start from zero. They are
 * generated: what the JIT asks of them, and the table of all there are, is in {@code
 * TileGenerator}, beside the tests. A tile that adds to y does so at its end, and the tallest tile
 * cannot; it is for machines of 32 vector registers; with sixteen, more than eight sums would
 * spill.
 */
public final class Tile {
  public static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  /** Floats of a vector. */
  public static final int WIDTH = S.length();

  /** Floats from one step of x to the next: the samples of a block, or columns in their place. */
  public static final int BLOCK = Lanes.BLOCK;

  /** The greatest height of a tile that accumulates. */
  public static final int LOW = 4;

  /** The greatest height of a tile that does not. */
  public static final int HIGH = WIDTH == BLOCK ? 8 : 4;

  private Tile() {}

  /** The height of the next tile when {@code rows} are left: balanced, so that few rows idle. */
  public static int height(int rows, int max) {
    if (rows >= max) {
      return max;
    }
    if (rows == 6 && max == HIGH) {
      return rows;
    }
    return rows <= 4 ? rows : rows == 7 ? 4 : 3;
  }

  /**
   * Runs a tile over two groups of sixteen columns, the second one {@code x2} further on in x and
   * {@code y2} further on in y; {@code x2 = y2 = 0} means there is only one group.
   *
   * @param height rows, 1 to 4, 6 or 8
   * @param n steps
   * @param w packed as {@code [n][height]}
   * @param yStep floats between rows of y
   * @param add whether to add to what y holds; not with heights above 4
   */
  public static void pair(
      int height,
      float[] x,
      int xo,
      int x2,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y2,
      int yStep,
      boolean add) {
    if (WIDTH == BLOCK) {
      run(height, x, xo, x2, n, w, wo, y, yo, y2, yStep, add);
      return;
    }
    for (int h = 0; h < BLOCK; h += 2 * WIDTH) {
      run(height, x, xo + h, WIDTH, n, w, wo, y, yo + h, WIDTH, yStep, add);
    }
    if (x2 != 0 || y2 != 0) {
      xo += x2;
      yo += y2;
      for (int h = 0; h < BLOCK; h += 2 * WIDTH) {
        run(height, x, xo + h, WIDTH, n, w, wo, y, yo + h, WIDTH, yStep, add);
      }
    }
  }

  private static void run(
      int height,
      float[] x,
      int xo,
      int x2,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y2,
      int yStep,
      boolean add) {
    if (add) {
      AddTile.run(height, x, xo, x2, n, w, wo, y, yo, y2, yStep);
    } else {
      SetTile.run(height, x, xo, x2, n, w, wo, y, yo, y2, yStep);
    }
  }

  /**
   * As {@link #pair}, overwriting y, for steps that are not neighbours in x: a table says where
   * each is, {@code y[r][.] = sum over t of w[t][r] * x[at[t]][.]}. So the whole window of an
   * output pixel is one loop, whatever its rows, dilation and groups, and nothing is copied.
   * Looking up one int for each eight or sixteen multiply-adds costs nothing.
   *
   * @param at where each step is in x, from xo on
   */
  public static void table(
      int height,
      float[] x,
      int xo,
      int x2,
      int[] at,
      int n,
      float[] w,
      int wo,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    if (WIDTH == BLOCK) {
      TableTile.run(height, x, xo, x2, at, n, w, wo, y, yo, y2, yStep);
      return;
    }
    for (int h = 0; h < BLOCK; h += 2 * WIDTH) {
      TableTile.run(height, x, xo + h, WIDTH, at, n, w, wo, y, yo + h, WIDTH, yStep);
    }
    if (x2 != 0 || y2 != 0) {
      for (int h = 0; h < BLOCK; h += 2 * WIDTH) {
        TableTile.run(height, x, xo + x2 + h, WIDTH, at, n, w, wo, y, yo + y2 + h, WIDTH, yStep);
      }
    }
  }
}
