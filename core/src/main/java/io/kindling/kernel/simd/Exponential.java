package io.kindling.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * e^x and what is made of it, in float32: {@code x = k ln 2 + r}, a polynomial for e^r with {@code
 * |r| <= ln 2 / 2}, and 2^k by the exponent's bits. The polynomials' coefficients are minimax fits
 * of the relative error, which they keep below a tenth of the rounding error.
 */
final class Exponential {
  private static final float LOG2_E = (float) (1 / Math.log(2));
  private static final float LN2_HIGH = (float) Math.log(2);
  private static final float LN2_LOW = (float) (Math.log(2) - (double) LN2_HIGH);

  /** Added, it rounds to whole numbers, and leaves them in the last bits. */
  private static final float ROUND = 0x1.8p23f;

  private static final int EXPONENT = 23;
  private static final int BIAS = 127;

  /** Beyond these e^x is 0 or infinite in float32. */
  private static final float LOWEST = -104f;

  private static final float HIGHEST = 89f;

  /** Below this magnitude tanh is a polynomial, above it a quotient of exponentials. */
  private static final float SMALL = 0.625f;

  private Exponential() {}

  /** e^x. */
  static FloatVector of(FloatVector x) {
    FloatVector v = x.max(LOWEST).min(HIGHEST);
    FloatVector shifted = v.fma(vector(v, LOG2_E), vector(v, ROUND));
    FloatVector k = shifted.sub(ROUND);
    FloatVector r = k.fma(vector(v, -LN2_HIGH), v);
    r = k.fma(vector(v, -LN2_LOW), r);
    FloatVector q = r.mul(0.0013814596f).add(0.0083687175f);
    q = q.fma(r, vector(v, 0.04166839f));
    q = q.fma(r, vector(v, 0.16666521f));
    q = q.fma(r, vector(v, 0.49999994f));
    FloatVector power = r.mul(r).fma(q, r).add(1f);
    // In two steps, for 2^k alone may be too great or too small.
    IntVector whole = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUND));
    IntVector half = whole.lanewise(ASHR, 1);
    return power.mul(powerOfTwo(half)).mul(powerOfTwo(whole.sub(half)));
  }

  /** 1 / (1 + e^-x), by the exponential of -|x|, which is exact for great and small x. */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = of(x.abs().neg());
    FloatVector upper = e.add(1f);
    return e.blend(1f, x.compare(GE, 0f)).div(upper);
  }

  /** tanh x, given {@code e^(2|x|)}. */
  static FloatVector tanh(FloatVector x, FloatVector e) {
    FloatVector great = vector(x, 1f).sub(vector(x, 2f).div(e.add(1f)));
    great = great.blend(great.neg(), x.compare(LT, 0f));
    FloatVector tanh = great.blend(smallTanh(x), x.abs().compare(LT, SMALL));
    return tanh.blend(x, x.compare(EQ, 0f)); // of zero with its sign
  }

  private static FloatVector smallTanh(FloatVector x) {
    FloatVector z = x.mul(x);
    FloatVector q = z.mul(-0.005704978f).add(0.020639079f);
    q = q.fma(z, vector(x, -0.05373971f));
    q = q.fma(z, vector(x, 0.13331442f));
    q = q.fma(z, vector(x, -0.3333328f));
    return z.mul(x).fma(q, x);
  }

  private static FloatVector powerOfTwo(IntVector k) {
    return k.add(BIAS).lanewise(LSHL, EXPONENT).reinterpretAsFloats();
  }

  private static FloatVector vector(FloatVector like, float value) {
    return FloatVector.broadcast(like.species(), value);
  }
}
