package io.kindling.kernel.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;

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
  static final float LOG2_E = (float) (1 / Math.log(2));
  static final float LN2_HIGH = (float) Math.log(2);
  static final float LN2_LOW = (float) (Math.log(2) - (double) LN2_HIGH);

  /** Added, it rounds to whole numbers, and leaves them in the last bits. */
  static final float ROUND = 0x1.8p23f;

  /** Of e^r, from the second power up. */
  static final float C2 = 0.49999994f;

  static final float C3 = 0.16666521f;
  static final float C4 = 0.04166839f;
  static final float C5 = 0.0083687175f;
  static final float C6 = 0.0013814596f;

  private static final int EXPONENT = 23;
  private static final int BIAS = 127;
  private static final int SIGN = 1 << 31;

  /** Beyond these e^x is 0 or infinite in float32. */
  private static final float LOWEST = -104f;

  private static final float HIGHEST = 89f;

  /** Below this magnitude tanh is a polynomial, above it a quotient of exponentials. */
  private static final float SMALL = 0.625f;

  /** Floats of intermediate results that stay in L1. */
  private static final int PART = 1024;

  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = S.length();

  private Exponential() {}

  // The loops hold all their arithmetic themselves. A method that returns a vector may not be
  // inlined, either because it was compiled before its callers or because these have grown large,
  // and then its vectors are boxed; the JDK's own methods are always inlined. And loops that follow
  // each other are called through one place (Pass), lest all of them in one method are too large.

  /** One of the loops over a part of the elements, with intermediate results in {@code powers}. */
  private enum Pass {
    TWICE_MAGNITUDE {
      @Override
      void run(int n, float[] x, int p, float[] powers, float[] out, int o) {
        multiplyMagnitude(n, x, p, 2f, powers);
      }
    },
    POWERS {
      @Override
      void run(int n, float[] x, int p, float[] powers, float[] out, int o) {
        exp(n, powers, 0, powers, 0);
      }
    },
    TANH {
      @Override
      void run(int n, float[] x, int p, float[] powers, float[] out, int o) {
        tanh(n, x, p, powers, out, o);
      }
    };

    abstract void run(int n, float[] x, int p, float[] powers, float[] out, int o);
  }

  private static final Pass[] TANH = {Pass.TWICE_MAGNITUDE, Pass.POWERS, Pass.TANH};

  private static void run(Pass[] passes, int n, float[] x, int p, float[] out, int o) {
    try (Scratch.Floats powers = Scratch.SAMPLES.lease(Exponential.class, PART)) {
      for (int i = 0; i < n; i += PART) {
        int part = Math.min(PART, n - i);
        for (Pass pass : passes) {
          pass.run(part, x, p + i, powers.array(), out, o + i);
        }
      }
    }
  }

  /** {@code out = e^x}. */
  static void exp(int n, float[] x, int p, float[] out, int o) {
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector v = FloatVector.fromArray(S, x, p + i).max(LOWEST).min(HIGHEST);
      FloatVector shifted =
          v.fma(FloatVector.broadcast(S, LOG2_E), FloatVector.broadcast(S, ROUND));
      FloatVector k = shifted.sub(ROUND);
      FloatVector r = k.fma(FloatVector.broadcast(S, -LN2_HIGH), v);
      r = k.fma(FloatVector.broadcast(S, -LN2_LOW), r);
      FloatVector q = r.mul(C6).add(C5);
      q = q.fma(r, FloatVector.broadcast(S, C4));
      q = q.fma(r, FloatVector.broadcast(S, C3));
      q = q.fma(r, FloatVector.broadcast(S, C2));
      FloatVector power = r.mul(r).fma(q, r).add(1f);
      // In two steps, for 2^k alone may be too great or too small.
      IntVector whole = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUND));
      IntVector half = whole.lanewise(ASHR, 1);
      IntVector first = half.add(BIAS).lanewise(LSHL, EXPONENT);
      IntVector second = whole.sub(half).add(BIAS).lanewise(LSHL, EXPONENT);
      power
          .mul(first.reinterpretAsFloats())
          .mul(second.reinterpretAsFloats())
          .intoArray(out, o + i);
    }
  }

  /** {@code out = 1 / (1 + e^-x)}, by the exponential of -|x|, exact for great and small x. */
  static void sigmoid(int n, float[] x, int p, float[] out, int o) {
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector given = FloatVector.fromArray(S, x, p + i);
      FloatVector v = given.reinterpretAsInts().lanewise(OR, SIGN).reinterpretAsFloats();
      v = v.blend(LOWEST, v.compare(LT, LOWEST));
      FloatVector shifted =
          v.fma(FloatVector.broadcast(S, LOG2_E), FloatVector.broadcast(S, ROUND));
      FloatVector k = shifted.sub(ROUND);
      FloatVector r = k.fma(FloatVector.broadcast(S, -LN2_HIGH), v);
      r = k.fma(FloatVector.broadcast(S, -LN2_LOW), r);
      FloatVector q = r.mul(C6).add(C5);
      q = q.fma(r, FloatVector.broadcast(S, C4));
      q = q.fma(r, FloatVector.broadcast(S, C3));
      q = q.fma(r, FloatVector.broadcast(S, C2));
      FloatVector power = r.mul(r).fma(q, r).add(1f);
      // In two steps, for 2^k alone may be too great or too small.
      IntVector whole = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUND));
      IntVector half = whole.lanewise(ASHR, 1);
      IntVector first = half.add(BIAS).lanewise(LSHL, EXPONENT);
      IntVector second = whole.sub(half).add(BIAS).lanewise(LSHL, EXPONENT);
      FloatVector e = power.mul(first.reinterpretAsFloats()).mul(second.reinterpretAsFloats());
      FloatVector upper = e.add(1f);
      e.blend(1f, given.compare(GE, 0f)).div(upper).intoArray(out, o + i);
    }
  }

  /** {@code out = tanh x}. */
  static void tanh(int n, float[] x, int p, float[] out, int o) {
    run(TANH, n, x, p, out, o);
  }

  private static void tanh(int n, float[] x, int p, float[] powers, float[] out, int o) {
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector v = FloatVector.fromArray(S, x, p + i);
      FloatVector e = FloatVector.fromArray(S, powers, i);
      FloatVector great =
          FloatVector.broadcast(S, 1f).sub(FloatVector.broadcast(S, 2f).div(e.add(1f)));
      great = great.blend(great.neg(), v.compare(LT, 0f));
      FloatVector z = v.mul(v);
      FloatVector q = z.mul(-0.005704978f).add(0.020639079f);
      q = q.fma(z, FloatVector.broadcast(S, -0.05373971f));
      q = q.fma(z, FloatVector.broadcast(S, 0.13331442f));
      q = q.fma(z, FloatVector.broadcast(S, -0.3333328f));
      FloatVector small = z.mul(v).fma(q, v);
      FloatVector tanh = great.blend(small, v.abs().compare(LT, SMALL));
      tanh.blend(v, v.compare(EQ, 0f)).intoArray(out, o + i); // of zero with its sign
    }
  }

  private static void multiplyMagnitude(int n, float[] x, int p, float factor, float[] out) {
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i).abs().mul(factor).intoArray(out, i);
    }
  }
}
