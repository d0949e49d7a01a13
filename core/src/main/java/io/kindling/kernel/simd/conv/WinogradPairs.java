package io.kindling.kernel.simd.conv;

import static io.kindling.kernel.simd.tile.Tile.BLOCK;
import static io.kindling.kernel.simd.tile.Tile.S;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * {@link WinogradTerms} over pairs of pixels, turned around for the gradient to the weights. The
 * sum of {@code t[k] d0 + t[k + 1] d1}, for each tap k, over pairs of the gradient's columns {@code
 * d} and the input's columns {@code t} that they see, is made of products of a term of the input
 * and a sum of the gradient, one for each position:
 *
 * <p>{@code d0, d0 + d1, d0 - d1, d1}
 *
 * <p>With {@code p} the products of the terms, in order, the first three taps are {@code p0 + (p1 +
 * p2) / 2, (p1 - p2) / 2, (p1 + p2) / 2 - p3}, and the last two of five {@code p4 + p5, p5 - p6}:
 * four multiplications instead of six, or seven instead of ten. All constants are powers of two, so
 * only the additions round.
 */
final class WinogradPairs {
  private WinogradPairs() {}

  /** Pairs that {@code width} pixels make. */
  static int pairs(int width) {
    return (width + 1) / 2;
  }

  /**
   * The terms of one pair on the side of the input.
   *
   * @param column floats of a column, all of which are handled
   * @param yStep floats from one term to the next
   */
  static void inputs(int taps, float[] x, int xo, int column, float[] y, int yo, int yStep) {
    three(x, xo, column, y, yo, yStep);
    if (taps > 3) {
      two(x, xo + 3 * column, column, y, yo + 4 * yStep, yStep);
    }
  }

  private static void three(float[] x, int xo, int column, float[] y, int yo, int yStep) {
    int x1 = xo + column;
    int x2 = x1 + column;
    int x3 = x2 + column;
    int y1 = yo + yStep;
    int y2 = y1 + yStep;
    int y3 = y2 + yStep;
    for (int i = 0; i < column; i += WIDTH) {
      FloatVector t1 = FloatVector.fromArray(S, x, x1 + i);
      FloatVector t2 = FloatVector.fromArray(S, x, x2 + i);
      FloatVector.fromArray(S, x, xo + i).sub(t2).intoArray(y, yo + i);
      t1.add(t2).intoArray(y, y1 + i);
      t2.sub(t1).intoArray(y, y2 + i);
      t1.sub(FloatVector.fromArray(S, x, x3 + i)).intoArray(y, y3 + i);
    }
  }

  private static void two(float[] x, int x3, int column, float[] y, int y4, int yStep) {
    int x4 = x3 + column;
    int x5 = x4 + column;
    int y5 = y4 + yStep;
    int y6 = y5 + yStep;
    for (int i = 0; i < column; i += WIDTH) {
      FloatVector t4 = FloatVector.fromArray(S, x, x4 + i);
      FloatVector.fromArray(S, x, x3 + i).sub(t4).intoArray(y, y4 + i);
      t4.intoArray(y, y5 + i);
      t4.sub(FloatVector.fromArray(S, x, x5 + i)).intoArray(y, y6 + i);
    }
  }

  /**
   * The sums of one pair on the side of the gradient, a stream of sixteen lanes for each channel.
   *
   * @param d0 the first pixel, {@code [channel][16]}
   * @param d1 the second pixel
   * @param stream floats from one channel to the next in y
   * @param yStep floats from one position to the next
   */
  static void gradients(
      float[] d, int d0, int d1, int channels, float[] y, int yo, int stream, int yStep) {
    for (int h = 0; h < BLOCK; h += WIDTH) {
      pair(d, d0 + h, d1 + h, channels, y, yo + h, stream, yStep);
    }
  }

  private static void pair(
      float[] d, int d0, int d1, int channels, float[] y, int yo, int stream, int yStep) {
    int y1 = yo + yStep;
    int y2 = y1 + yStep;
    int y3 = y2 + yStep;
    for (int i = 0; i < channels; i++) {
      FloatVector u = FloatVector.fromArray(S, d, d0 + i * BLOCK);
      FloatVector v = FloatVector.fromArray(S, d, d1 + i * BLOCK);
      int to = i * stream;
      u.intoArray(y, yo + to);
      u.add(v).intoArray(y, y1 + to);
      u.sub(v).intoArray(y, y2 + to);
      v.intoArray(y, y3 + to);
    }
  }

  /** The taps of a row from the sums over its terms, each {@code xStep} from the last. */
  static void taps(int taps, float[] x, int xo, int xStep, float[] y, int yo) {
    float sum = 0.5f * (x[xo + xStep] + x[xo + 2 * xStep]);
    y[yo] = x[xo] + sum;
    y[yo + 1] = 0.5f * (x[xo + xStep] - x[xo + 2 * xStep]);
    y[yo + 2] = sum - x[xo + 3 * xStep];
    if (taps > 3) {
      float p5 = x[xo + 5 * xStep];
      y[yo + 3] = x[xo + 4 * xStep] + p5;
      y[yo + 4] = p5 - x[xo + 6 * xStep];
    }
  }
}
