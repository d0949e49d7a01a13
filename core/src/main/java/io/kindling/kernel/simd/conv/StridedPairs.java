package io.kindling.kernel.simd.conv;

import static io.kindling.kernel.simd.tile.Tile.BLOCK;
import static io.kindling.kernel.simd.tile.Tile.S;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * Winograd's sums over pairs of pixels (see {@link WinogradPairs}) for three taps at stride 2. The
 * outer taps read every second column of the input, one the neighbour of the other: they are two
 * taps at stride 1. From three such columns {@code z} and two of the gradient {@code d} one gets
 *
 * <p>{@code p0 = (z0 - z1) d0, p1 = z1 (d0 + d1), p2 = (z2 - z1) d1},
 *
 * <p>and the sums of {@code z[k] d0 + z[k + 1] d1} are {@code p0 + p1, p1 + p2}: three
 * multiplications instead of four. The columns between, {@code e}, are summed for the middle tap as
 * they are: {@code e0 d0 + e1 d1}.
 */
final class StridedPairs {
  /** Taps. */
  static final int TAPS = 3;

  /** Sums of a row of taps: three over pairs, and one for the middle tap. */
  static final int SUMS = 4;

  /** Columns of the input that a pair reads: z0, e0, z1, e1, z2. */
  static final int COLUMNS = 5;

  private StridedPairs() {}

  /**
   * The factors of some pairs of one channel on the side of the input, and e0 and e1, each a
   * section further on.
   *
   * @param pixel floats from one column to the next
   * @param samples floats from one pair to the next in y; those beyond are of no account
   */
  static void inputs(
      float[] x, int xo, int pixel, int pairs, float[] y, int yo, int samples, int section) {
    // A short block's vectors spill into the next pair, which must be written after them.
    int together = samples == BLOCK ? pairs : 1;
    for (int pair = 0; pair < pairs; pair += together) {
      int from = xo + 4 * pair * pixel;
      int to = yo + pair * samples;
      for (int h = 0; h < samples; h += WIDTH) {
        lanes(x, from + h, pixel, together, y, to + h, samples, section);
      }
    }
  }

  private static void lanes(
      float[] x, int z0, int pixel, int pairs, float[] y, int yo, int samples, int section) {
    int y1 = yo + section;
    int y2 = y1 + section;
    int y3 = y2 + section;
    int y4 = y3 + section;
    for (int i = 0; i < pairs; i++) {
      int e0 = z0 + pixel;
      FloatVector z1 = FloatVector.fromArray(S, x, e0 + pixel);
      FloatVector.fromArray(S, x, z0).sub(z1).intoArray(y, yo);
      z0 += 4 * pixel;
      z1.intoArray(y, y1);
      FloatVector.fromArray(S, x, z0).sub(z1).intoArray(y, y2);
      FloatVector.fromArray(S, x, e0).intoArray(y, y3);
      FloatVector.fromArray(S, x, e0 + 2 * pixel).intoArray(y, y4);
      yo += samples;
      y1 += samples;
      y2 += samples;
      y3 += samples;
      y4 += samples;
    }
  }

  /** {@code y = a + b}, for a multiple of sixteen floats. */
  static void sums(float[] x, int a, int b, int y, int count) {
    for (int i = 0; i < count; i += WIDTH) {
      FloatVector u = FloatVector.fromArray(S, x, a + i);
      u.add(FloatVector.fromArray(S, x, b + i)).intoArray(x, y + i);
    }
  }

  /** The three taps from the four sums, each {@code xStep} from the last. */
  static void taps(float[] x, int xo, int xStep, float[] y, int yo) {
    float p1 = x[xo + xStep];
    y[yo] = x[xo] + p1;
    y[yo + 1] = x[xo + 3 * xStep];
    y[yo + 2] = p1 + x[xo + 2 * xStep];
  }
}
