package io.kindling.kernel.simd.tile;

import io.kindling.kernel.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernels all convolutions and matrix products are made of. A tile of {@code height} rows
 * and two vectors gathers {@code y[r][.] = sum over t of w[t][r] * x[t][.]}: each step loads two
 * vectors of x and broadcasts one scalar of w for each row.
 *
 * <p>Each is one flat counted loop without branches, its accumulators are local variables, and it
 * has few vector calls: in nested loops, or in arrays, the JIT of JDK 17 boxes vectors, and
 * accumulators that start from anything but zero cost up to a fifth of the speed. So a tile that
 * accumulates does so at its end, and the tallest tile cannot. It is for machines of 32 vector
 * registers; with sixteen, more than eight accumulators would spill.
 *
 * <p>After some fifty vector calls of a method (18,000 of its nodes; where exactly, depends on the
 * profile) the JIT inlines late, and does not know the type of a result such a call has when it
 * comes to what is done with it. An {@code a.add(b).intoArray(y, i)} there stays a call, to which
 * all vector registers are lost, so that one sum is in memory during the whole loop. What comes
 * after the fiftieth call must therefore be stores of the loop's own variables, or of sums whose
 * additions come before all stores.
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
      switch (height) {
        case 4 -> AddTile.four(x, xo, x2, n, w, wo, y, yo, y2, yStep);
        case 3 -> AddTile.three(x, xo, x2, n, w, wo, y, yo, y2, yStep);
        case 2 -> AddTile.two(x, xo, x2, n, w, wo, y, yo, y2, yStep);
        default -> AddTile.one(x, xo, x2, n, w, wo, y, yo, y2, yStep);
      }
    } else {
      switch (height) {
        case 8 -> SetTile.eight(x, xo, x2, n, w, wo, y, yo, y2, yStep);
        case 6 -> SetTile.six(x, xo, x2, n, w, wo, y, yo, y2, yStep);
        case 4 -> SetTile.four(x, xo, x2, n, w, wo, y, yo, y2, yStep);
        case 3 -> SetTile.three(x, xo, x2, n, w, wo, y, yo, y2, yStep);
        case 2 -> SetTile.two(x, xo, x2, n, w, wo, y, yo, y2, yStep);
        default -> SetTile.one(x, xo, x2, n, w, wo, y, yo, y2, yStep);
      }
    }
  }
}
