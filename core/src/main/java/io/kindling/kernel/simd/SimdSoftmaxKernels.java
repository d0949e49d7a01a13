package io.kindling.kernel.simd;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.OR;

import io.kindling.kernel.Scratch;
import io.kindling.kernel.SoftmaxKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link SoftmaxKernels} in vectors: e^x as {@link Exponential} computes it, but for x that are not
 * above zero, where no power of two is too great. NaN is seen to once a row, not element by
 * element, for a comparison of floats takes Java five instructions.
 */
final class SimdSoftmaxKernels implements SoftmaxKernels {
  /** Below this e^x counts as 0: 2^-127 has no exponent's bits. */
  private static final int LOWEST = Float.floatToRawIntBits(-88f);

  private static final int SIGN = 1 << 31;
  private static final int EXPONENT = 23;
  private static final int BIAS = 127 << EXPONENT;

  /** Vectors that are added in float32. */
  private static final int RUN = 64;

  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = S.length();

  @Override
  public double sumOfPowers(int length, float[] x, int p, float shift) {
    if (shift != shift) {
      return Double.NaN;
    }
    int whole = length - length % WIDTH;
    double total = 0;
    try (Scratch.Floats held = Scratch.SUMS.lease(SimdSoftmaxKernels.class, WIDTH)) {
      float[] sums = held.array();
      for (int i = 0; i < whole; i += RUN * WIDTH) {
        addPowers(Math.min(RUN * WIDTH, whole - i), x, p + i, shift, sums);
        total += sum(sums);
      }
      if (whole < length) {
        try (Scratch.Floats rest = rest(x, p + whole, length - whole)) {
          addPowers(WIDTH, rest.array(), 0, shift, sums);
        }
        total += sum(sums);
      }
    }
    return total;
  }

  @Override
  public void powers(int length, float[] x, int p, float shift, float scale, float[] out, int o) {
    if (shift != shift) {
      Arrays.fill(out, o, o + length, Float.NaN);
      return;
    }
    int whole = length - length % WIDTH;
    powersRun(whole, x, p, shift, scale, out, o);
    if (whole < length) {
      try (Scratch.Floats held = rest(x, p + whole, length - whole)) {
        float[] rest = held.array();
        powersRun(WIDTH, rest, 0, shift, scale, rest, 0);
        System.arraycopy(rest, 0, out, o + whole, length - whole);
      }
    }
  }

  @Override
  public void lessBoth(int length, float[] x, int p, float a, float b, float[] out, int o) {
    int whole = length - length % WIDTH;
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i).sub(a).sub(b).intoArray(out, o + i);
    }
    for (int i = whole; i < length; i++) {
      out[o + i] = x[p + i] - a - b;
    }
  }

  /** What is left of a row, with as many zero powers as make a vector. */
  private static Scratch.Floats rest(float[] x, int p, int length) {
    Scratch.Floats rest = Scratch.REST.lease(SimdSoftmaxKernels.class, WIDTH);
    System.arraycopy(x, p, rest.array(), 0, length);
    Arrays.fill(rest.array(), length, WIDTH, Float.NEGATIVE_INFINITY);
    return rest;
  }

  private static double sum(float[] sums) {
    double even = 0;
    double odd = 0;
    for (int i = 0; i < WIDTH; i += 2) {
      even += sums[i];
      odd += sums[i + 1];
    }
    return even + odd;
  }

  private static void addPowers(int n, float[] x, int p, float shift, float[] sums) {
    FloatVector sum = FloatVector.zero(S);
    for (int i = 0; i < n; i += WIDTH) {
      IntVector bits = FloatVector.fromArray(S, x, p + i).sub(shift).reinterpretAsInts();
      FloatVector v = bits.lanewise(OR, SIGN).min(LOWEST).reinterpretAsFloats();
      FloatVector shifted =
          v.fma(
              FloatVector.broadcast(S, Exponential.LOG2_E),
              FloatVector.broadcast(S, Exponential.ROUND));
      FloatVector k = shifted.sub(Exponential.ROUND);
      FloatVector r = k.fma(FloatVector.broadcast(S, -Exponential.LN2_HIGH), v);
      r = k.fma(FloatVector.broadcast(S, -Exponential.LN2_LOW), r);
      FloatVector q = r.mul(Exponential.C6).add(Exponential.C5);
      q = q.fma(r, FloatVector.broadcast(S, Exponential.C4));
      q = q.fma(r, FloatVector.broadcast(S, Exponential.C3));
      q = q.fma(r, FloatVector.broadcast(S, Exponential.C2));
      FloatVector power = r.mul(r).fma(q, r).add(1f);
      IntVector exponent = shifted.reinterpretAsInts().lanewise(LSHL, EXPONENT).add(BIAS);
      sum = power.fma(exponent.reinterpretAsFloats(), sum);
    }
    sum.intoArray(sums, 0);
  }

  private static void powersRun(
      int n, float[] x, int p, float shift, float scale, float[] out, int o) {
    for (int i = 0; i < n; i += WIDTH) {
      IntVector bits = FloatVector.fromArray(S, x, p + i).sub(shift).reinterpretAsInts();
      FloatVector v = bits.lanewise(OR, SIGN).min(LOWEST).reinterpretAsFloats();
      FloatVector shifted =
          v.fma(
              FloatVector.broadcast(S, Exponential.LOG2_E),
              FloatVector.broadcast(S, Exponential.ROUND));
      FloatVector k = shifted.sub(Exponential.ROUND);
      FloatVector r = k.fma(FloatVector.broadcast(S, -Exponential.LN2_HIGH), v);
      r = k.fma(FloatVector.broadcast(S, -Exponential.LN2_LOW), r);
      FloatVector q = r.mul(Exponential.C6).add(Exponential.C5);
      q = q.fma(r, FloatVector.broadcast(S, Exponential.C4));
      q = q.fma(r, FloatVector.broadcast(S, Exponential.C3));
      q = q.fma(r, FloatVector.broadcast(S, Exponential.C2));
      FloatVector power = r.mul(r).fma(q, r).add(1f);
      IntVector exponent = shifted.reinterpretAsInts().lanewise(LSHL, EXPONENT).add(BIAS);
      power.mul(exponent.reinterpretAsFloats()).mul(scale).intoArray(out, o + i);
    }
  }
}
