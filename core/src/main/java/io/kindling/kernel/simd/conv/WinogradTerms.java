package io.kindling.kernel.simd.conv;

/**
 * Winograd's minimal filtering in one dimension: two neighbouring outputs {@code y0, y1} of a
 * kernel {@code g} of three or five taps, as sums of products, each of a term of the input {@code
 * d} and a term of the kernel:
 *
 * <pre>
 *   position   input     kernel                 for five taps also
 *   0          d0 - d2   g0                     d3 - d4   g3
 *   1          d1 + d2   (g0 + g1 + g2) / 2     d4        g3 + g4
 *   2          d2 - d1   (g0 - g1 + g2) / 2
 *   3          d1 - d3   g2                     d4 - d5   g4
 *
 *   y0 = m0 + m1 + m2     y1 = m1 - m2 - m3     where mi is the sum of position i's products
 * </pre>
 *
 * <p>These are F(2, 3) and, for the last two of five taps, F(2, 2): four multiplications instead of
 * six, seven instead of ten. F(2, 5) would take six, but with constants up to 1/24, and so lose
 * digits; here all are powers of two. Both parts end in the same sums, so their products need not
 * be told apart.
 *
 * <p>Source: S. Winograd, Arithmetic Complexity of Computations, SIAM 1980.
 */
final class WinogradTerms {
  /** Positions. */
  static final int POSITIONS = 4;

  private static final int THREE = 3;
  private static final int FIVE = 5;

  /** The position each term belongs to. */
  private static final int[] POSITION = {0, 1, 2, 3, 0, 1, 3};

  /** A term of the input is one pixel plus {@code SIGN} times another. */
  private static final int[] FIRST = {0, 1, 2, 1, 3, 4, 4};

  private static final int[] SECOND = {2, 2, 1, 3, 4, 4, 5};
  private static final float[] SIGN = {-1, 1, -1, -1, -1, 0, -1};

  private WinogradTerms() {}

  /** Whether there are terms for a kernel of so many taps. */
  static boolean exist(int taps) {
    return taps == THREE || taps == FIVE;
  }

  /** Terms of a kernel of so many taps. */
  static int count(int taps) {
    return taps == THREE ? 4 : 7;
  }

  /** The position of a term. */
  static int position(int term) {
    return POSITION[term];
  }

  /** Terms of a position. */
  static int count(int taps, int position) {
    return taps == THREE || position == 2 ? 1 : 2;
  }

  /** A term of a position. */
  static int term(int position, int number) {
    return number == 0 ? position : position == 3 ? 6 : 4 + position;
  }

  /** Which of its position's terms a term is. */
  static int number(int term) {
    return term < POSITIONS ? 0 : 1;
  }

  static int first(int term) {
    return FIRST[term];
  }

  static int second(int term) {
    return SECOND[term];
  }

  static float sign(int term) {
    return SIGN[term];
  }

  /** The kernel's terms: of the taps from {@code g[from]} on, {@code step} apart. */
  static void ofKernel(int taps, float[] g, int from, int step, float[] to, int at, int toStep) {
    float a = g[from];
    float c = g[from + 2 * step];
    float outer = 0.5f * (a + c);
    float inner = 0.5f * g[from + step];
    to[at] = a;
    to[at + toStep] = outer + inner;
    to[at + 2 * toStep] = outer - inner;
    to[at + 3 * toStep] = c;
    if (taps == FIVE) {
      float d = g[from + 3 * step];
      float e = g[from + 4 * step];
      to[at + 4 * toStep] = d;
      to[at + 5 * toStep] = d + e;
      to[at + 6 * toStep] = e;
    }
  }
}
