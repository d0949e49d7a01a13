package io.kindling.kernel;

/**
 * The inner loops of {@link NormLoops}: each handles {@code length} floats, a multiple of sixteen,
 * that begin at {@code from} in the activations, at {@link Lanes#START} in the sums, and at
 * multiples of {@code run} from there on in the constants, which are widened to one float for each
 * float of a run of pixels.
 */
public interface NormKernels {
  /** {@code sum += x}. */
  void add(int length, float[] x, int from, float[] sum);

  /** {@code sum += d} and {@code squares += d * d}, where {@code d = x - origin}. */
  void addSquares(int length, float[] x, int from, float[] origin, float[] sum, float[] squares);

  /**
   * {@code sum += g} and {@code products += g * (x - center)}, where {@code g} is dy, or where y is
   * given, 0 where {@code y <= 0}.
   *
   * @param y null for none
   */
  void addProducts(
      int length,
      float[] dy,
      float[] y,
      float[] x,
      int from,
      float[] center,
      float[] sum,
      float[] products);

  /**
   * {@code y = x * wide[0] + wide[run]}, {@code + other} unless null, and then 0 where that is not
   * above 0 if {@code relu}; NaN stays NaN.
   */
  void affine(
      int length,
      float[] x,
      int from,
      float[] wide,
      int run,
      float[] other,
      boolean relu,
      float[] y);

  /**
   * {@code dx = g * wide[0] + x * wide[run] + wide[2 * run]}, with g as in {@link #addProducts}.
   */
  void gradient(
      int length, float[] dy, float[] y, float[] x, int from, float[] wide, int run, float[] dx);

  /** {@code out = (y <= 0 ? 0 : dy) + other}; out may be one of the inputs. */
  void addMasked(int length, float[] dy, float[] y, float[] other, int from, float[] out);
}
