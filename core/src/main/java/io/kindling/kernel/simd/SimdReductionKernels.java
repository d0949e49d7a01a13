package io.kindling.kernel.simd;

import io.kindling.kernel.ReductionKernels;
import io.kindling.kernel.Scratch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link ReductionKernels} in vectors; the same order of additions as the scalar ones. */
final class SimdReductionKernels implements ReductionKernels {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = S.length();

  @Override
  public double sum(float[] x, int from, int length) {
    try (Scratch.Floats held = Scratch.SUMS.lease(SimdReductionKernels.class, PARTIALS)) {
      return sum(x, from, length, held.array());
    }
  }

  private static double sum(float[] x, int from, int length, float[] partial) {
    double total = 0;
    for (int start = 0; start < length; start += CHUNK) {
      int n = Math.min(CHUNK, length - start);
      for (int part = 0; part < PARTIALS; part += 2 * WIDTH) {
        sumRun(x, from + start + part, n / PARTIALS, partial, part);
      }
      for (int i = n - n % PARTIALS; i < n; i++) {
        partial[i % PARTIALS] += x[from + start + i];
      }
      total += ReductionKernels.fold(partial);
    }
    return total;
  }

  @Override
  public double dot(float[] x, int from, float[] y, int yFrom, int length) {
    try (Scratch.Floats held = Scratch.SUMS.lease(SimdReductionKernels.class, PARTIALS)) {
      return dot(x, from, y, yFrom, length, held.array());
    }
  }

  private static double dot(
      float[] x, int from, float[] y, int yFrom, int length, float[] partial) {
    double total = 0;
    for (int start = 0; start < length; start += CHUNK) {
      int n = Math.min(CHUNK, length - start);
      for (int part = 0; part < PARTIALS; part += 2 * WIDTH) {
        dotRun(x, from + start + part, y, yFrom + start + part, n / PARTIALS, partial, part);
      }
      for (int i = n - n % PARTIALS; i < n; i++) {
        partial[i % PARTIALS] += x[from + start + i] * y[yFrom + start + i];
      }
      total += ReductionKernels.fold(partial);
    }
    return total;
  }

  @Override
  public float max(float[] x, int from, int length) {
    FloatVector a = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = 0;
    for (; i <= length - 4 * WIDTH; i += 4 * WIDTH) {
      a = a.max(FloatVector.fromArray(S, x, from + i));
      b = b.max(FloatVector.fromArray(S, x, from + i + WIDTH));
      c = c.max(FloatVector.fromArray(S, x, from + i + 2 * WIDTH));
      d = d.max(FloatVector.fromArray(S, x, from + i + 3 * WIDTH));
    }
    float max = a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
    for (; i < length; i++) {
      max = Math.max(max, x[from + i]);
    }
    return max;
  }

  private static void sumRun(float[] x, int from, int steps, float[] partial, int part) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    for (int t = 0; t < steps; t++) {
      a = a.add(FloatVector.fromArray(S, x, from));
      b = b.add(FloatVector.fromArray(S, x, from + WIDTH));
      from += PARTIALS;
    }
    a.intoArray(partial, part);
    b.intoArray(partial, part + WIDTH);
  }

  private static void dotRun(
      float[] x, int from, float[] y, int yFrom, int steps, float[] partial, int part) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    for (int t = 0; t < steps; t++) {
      FloatVector u = FloatVector.fromArray(S, x, from);
      FloatVector v = FloatVector.fromArray(S, x, from + WIDTH);
      a = a.add(u.mul(FloatVector.fromArray(S, y, yFrom)));
      b = b.add(v.mul(FloatVector.fromArray(S, y, yFrom + WIDTH)));
      from += PARTIALS;
      yFrom += PARTIALS;
    }
    a.intoArray(partial, part);
    b.intoArray(partial, part + WIDTH);
  }
}
