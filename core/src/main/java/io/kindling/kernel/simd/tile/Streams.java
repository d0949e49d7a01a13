package io.kindling.kernel.simd.tile;

import static io.kindling.kernel.simd.tile.Tile.BLOCK;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;

/**
 * Micro-kernels as those of {@link Tile}, adding to y, whose scalars come from one contiguous
 * stream for each row: {@code y[r][.] += sum over t of d[r][t] * x[t][.]}.
 */
public final class Streams {
  /** Most rows of a pair. */
  private static final int HEIGHT = 4;

  private Streams() {}

  /**
   * All {@code rows} over two groups of sixteen columns, the second {@code x2} further on in x and
   * {@code y2} further on in y; {@code x2 = y2 = 0} means there is only one group.
   *
   * @param dStep floats between the streams
   * @param yStep floats between rows of y
   */
  public static void rows(
      int rows,
      float[] x,
      int xo,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    int height;
    for (int r = 0; r < rows; r += height) {
      int from = d0 + r * dStep;
      int to = yo + r * yStep;
      if (WIDTH == BLOCK && x2 == 0 && rows - r >= 8) {
        height = 8;
        StreamTile.eight(x, xo, n, d, from, dStep, y, to, yStep);
      } else {
        height = Tile.height(rows - r, HEIGHT);
        // What is left of many rows is seldom called, compiled late, and boxes its vectors till
        // then; so the tile of four takes it, with rows twice.
        pair(
            r > 0 && height < 3 ? -height : height, x, xo, x2, n, d, from, dStep, y, to, y2, yStep);
      }
    }
  }

  /**
   * One tile over both groups.
   *
   * @param height rows; -1 and -2 are one and two rows that the tile of four takes, each again and
   *     again with the same result
   */
  private static void pair(
      int height,
      float[] x,
      int xo,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    if (WIDTH == BLOCK) {
      run(height, x, xo, x2, n, d, d0, dStep, y, yo, y2, yStep);
      return;
    }
    for (int h = 0; h < BLOCK; h += 2 * WIDTH) {
      run(height, x, xo + h, WIDTH, n, d, d0, dStep, y, yo + h, WIDTH, yStep);
    }
    if (x2 != 0) {
      for (int h = 0; h < BLOCK; h += 2 * WIDTH) {
        run(height, x, xo + x2 + h, WIDTH, n, d, d0, dStep, y, yo + y2 + h, WIDTH, yStep);
      }
    }
  }

  private static void run(
      int height,
      float[] x,
      int xo,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int yo,
      int y2,
      int yStep) {
    switch (height) {
      case 4 -> {
        int d2 = d0 + 2 * dStep;
        int r2 = yo + 2 * yStep;
        StreamTile.four(
            x, xo, x2, n, d, d0, d0 + dStep, d2, d2 + dStep, y, yo, yo + yStep, r2, r2 + yStep, y2);
      }
      case -1 -> StreamTile.four(x, xo, x2, n, d, d0, d0, d0, d0, y, yo, yo, yo, yo, y2);
      case -2 -> {
        int d1 = d0 + dStep;
        int r1 = yo + yStep;
        StreamTile.four(x, xo, x2, n, d, d0, d1, d0, d1, y, yo, r1, yo, r1, y2);
      }
      case 3 -> StreamTile.three(x, xo, x2, n, d, d0, dStep, y, yo, y2, yStep);
      case 2 -> StreamTile.two(x, xo, x2, n, d, d0, dStep, y, yo, y2, yStep);
      default -> StreamTile.one(x, xo, x2, n, d, d0, y, yo, y2);
    }
  }

  /**
   * All {@code rows} over three groups of sixteen columns: with three kernel rows, or an odd number
   * of them, none is left to go alone. Four rows hold twelve sums, which also sixteen vector
   * registers bear.
   *
   * @param x0 where the first group begins in x; x1 and x2 the others
   * @param dStep floats between the streams
   * @param y0 where the first group begins in y; y1 and y2 the others
   * @param yStep floats between rows of y
   */
  public static void triples(
      int rows,
      float[] x,
      int x0,
      int x1,
      int x2,
      int n,
      float[] d,
      int d0,
      int dStep,
      float[] y,
      int y0,
      int y1,
      int y2,
      int yStep) {
    int height;
    for (int r = 0; r < rows; r += height) {
      height = Tile.height(rows - r, HEIGHT);
      int from = d0 + r * dStep;
      for (int h = r * yStep; h < r * yStep + BLOCK; h += WIDTH) {
        int i = h - r * yStep;
        TripleTile.run(
            height, x, x0 + i, x1 + i, x2 + i, n, d, from, dStep, y, y0 + h, y1 + h, y2 + h, yStep);
      }
    }
  }
}
