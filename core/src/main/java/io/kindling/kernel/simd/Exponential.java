package io.kindling.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import io.kindling.kernel.Scratch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

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

  /** Floats of intermediate results that stay in L1. */
  private static final int PART = 1024;

  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = S.length();

  private Exponential() {}

  // The loops hold all their arithmetic themselves: a method of so many operations that returns a
  // vector may be compiled before its callers, which then do not inline it but box the vector.

  /** {@code out = e^x}. */
  static void exp(int n, float[] x, int p, float[] out, int o) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = FloatVector.fromArray(S, x, p + i).max(LOWEST).min(HIGHEST);
      FloatVector shifted = v.fma(vector(LOG2_E), vector(ROUND));
      FloatVector k = shifted.sub(ROUND);
      FloatVector r = k.fma(vector(-LN2_HIGH), v);
      r = k.fma(vector(-LN2_LOW), r);
      FloatVector q = r.mul(0.0013814596f).add(0.0083687175f);
      q = q.fma(r, vector(0.04166839f));
      q = q.fma(r, vector(0.16666521f));
      q = q.fma(r, vector(0.49999994f));
      FloatVector power = r.mul(r).fma(q, r).add(1f);
      // In two steps, for 2^k alone may be too great or too small.
      IntVector whole = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUND));
      IntVector half = whole.lanewise(ASHR, 1);
      power.mul(powerOfTwo(half)).mul(powerOfTwo(whole.sub(half))).intoArray(out, o + i);
    }
  }

  /** {@code out = 1 / (1 + e^-x)}, by the exponential of -|x|, exact for great and small x. */
  static void sigmoid(int n, float[] x, int p, float[] out, int o) {
    float[] powers = Scratch.floats(Scratch.SAMPLES, PART);
    for (int i = 0; i < n; i += PART) {
      int part = Math.min(PART, n - i);
      multiplyMagnitude(part, x, p + i, -1f, powers);
      exp(part, powers, 0, powers, 0);
      sigmoid(part, x, p + i, powers, out, o + i);
    }
  }

  private static void sigmoid(int n, float[] x, int p, float[] powers, float[] out, int o) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = FloatVector.fromArray(S, x, p + i);
      FloatVector e = FloatVector.fromArray(S, powers, i);
      FloatVector upper = e.add(1f);
      e.blend(1f, v.compare(GE, 0f)).div(upper).intoArray(out, o + i);
    }
  }

  /** {@code out = tanh x}. */
  static void tanh(int n, float[] x, int p, float[] out, int o) {
    float[] powers = Scratch.floats(Scratch.SAMPLES, PART);
    for (int i = 0; i < n; i += PART) {
      int part = Math.min(PART, n - i);
      multiplyMagnitude(part, x, p + i, 2f, powers);
      exp(part, powers, 0, powers, 0);
      tanh(part, x, p + i, powers, out, o + i);
    }
  }

  private static void tanh(int n, float[] x, int p, float[] powers, float[] out, int o) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = FloatVector.fromArray(S, x, p + i);
      FloatVector e = FloatVector.fromArray(S, powers, i);
      FloatVector great = vector(1f).sub(vector(2f).div(e.add(1f)));
      great = great.blend(great.neg(), v.compare(LT, 0f));
      FloatVector z = v.mul(v);
      FloatVector q = z.mul(-0.005704978f).add(0.020639079f);
      q = q.fma(z, vector(-0.05373971f));
      q = q.fma(z, vector(0.13331442f));
      q = q.fma(z, vector(-0.3333328f));
      FloatVector small = z.mul(v).fma(q, v);
      FloatVector tanh = great.blend(small, v.abs().compare(LT, SMALL));
      tanh.blend(v, v.compare(EQ, 0f)).intoArray(out, o + i); // of zero with its sign
    }
  }

  private static void multiplyMagnitude(int n, float[] x, int p, float factor, float[] out) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(S, x, p + i).abs().mul(factor).intoArray(out, i);
    }
  }

  private static FloatVector powerOfTwo(IntVector k) {
    return k.add(BIAS).lanewise(LSHL, EXPONENT).reinterpretAsFloats();
  }

  private static FloatVector vector(float value) {
    return FloatVector.broadcast(S, value);
  }
}
