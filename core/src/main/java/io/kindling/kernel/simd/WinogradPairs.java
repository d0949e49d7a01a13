package io.kindling.kernel.simd;

import static io.kindling.kernel.simd.Tile.LANES;
import static io.kindling.kernel.simd.Tile.S;
import static io.kindling.kernel.simd.Tile.STEP;

import jdk.incubator.vector.FloatVector;

/**
 * Winograd's sums of three taps over pairs of pixels (S. Winograd, <em>Arithmetic Complexity of
 * Computations</em>, 1980; Lavin and Gray, <em>Fast Algorithms for Convolutional Neural
 * Networks</em>, 2016), turned around for the gradient to the weights. From four columns {@code t}
 * of the input and two of the gradient {@code d} one gets
 *
 * <p>{@code p0 = (t0 - t2) d0, p1 = (t1 + t2) (d0 + d1), p2 = (t2 - t1) (d0 - d1), p3 = (t1 - t3)
 * d1},
 *
 * <p>and the sums of {@code t[k] d0 + t[k + 1] d1} for the taps k are {@code p0 + (p1 + p2) / 2,
 * (p1 - p2) / 2, (p1 + p2) / 2 - p3}: four multiplications instead of six. All constants are powers
 * of two, so only the additions round.
 */
final class WinogradPairs {
  /** Products of a pair of pixels. */
  static final int POINTS = 4;

  /** Taps. */
  static final int TAPS = 3;

  private WinogradPairs() {}

  /** Pairs that {@code width} pixels make. */
  static int pairs(int width) {
    return (width + 1) / 2;
  }

  /**
   * The factors of one pair on the side of the input.
   *
   * @param column floats of a column, all of which are handled
   * @param yStep floats from one point to the next
   */
  static void inputs(float[] x, int xo, int column, float[] y, int yo, int yStep) {
    int x1 = xo + column;
    int x2 = x1 + column;
    int x3 = x2 + column;
    int y1 = yo + yStep;
    int y2 = y1 + yStep;
    int y3 = y2 + yStep;
    for (int i = 0; i < column; i += LANES) {
      FloatVector t1 = FloatVector.fromArray(S, x, x1 + i);
      FloatVector t2 = FloatVector.fromArray(S, x, x2 + i);
      FloatVector.fromArray(S, x, xo + i).sub(t2).intoArray(y, yo + i);
      t1.add(t2).intoArray(y, y1 + i);
      t2.sub(t1).intoArray(y, y2 + i);
      t1.sub(FloatVector.fromArray(S, x, x3 + i)).intoArray(y, y3 + i);
    }
  }

  /**
   * The factors of one pair on the side of the gradient, a stream of sixteen lanes for each
   * channel.
   *
   * @param d0 the first pixel, {@code [channel][16]}
   * @param d1 the second pixel
   * @param stream floats from one channel to the next in y
   * @param yStep floats from one point to the next
   */
  static void gradients(
      float[] d, int d0, int d1, int channels, float[] y, int yo, int stream, int yStep) {
    for (int h = 0; h < STEP; h += LANES) {
      pair(d, d0 + h, d1 + h, channels, y, yo + h, stream, yStep);
    }
  }

  private static void pair(
      float[] d, int d0, int d1, int channels, float[] y, int yo, int stream, int yStep) {
    int y1 = yo + yStep;
    int y2 = y1 + yStep;
    int y3 = y2 + yStep;
    for (int i = 0; i < channels; i++) {
      FloatVector u = FloatVector.fromArray(S, d, d0 + i * STEP);
      FloatVector v = FloatVector.fromArray(S, d, d1 + i * STEP);
      int to = i * stream;
      u.intoArray(y, yo + to);
      u.add(v).intoArray(y, y1 + to);
      u.sub(v).intoArray(y, y2 + to);
      v.intoArray(y, y3 + to);
    }
  }

  /** The three taps from the sums over the four points, each {@code xStep} from the last. */
  static void taps(float[] x, int xo, int xStep, float[] y, int yo) {
    float sum = 0.5f * (x[xo + xStep] + x[xo + 2 * xStep]);
    y[yo] = x[xo] + sum;
    y[yo + 1] = 0.5f * (x[xo + xStep] - x[xo + 2 * xStep]);
    y[yo + 2] = sum - x[xo + 3 * xStep];
  }
}
