package io.kindling.kernel.simd;

import io.kindling.kernel.PointwiseKernels;
import io.kindling.kernel.Scratch;
import io.kindling.kernel.simd.tile.Tile;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link PointwiseKernels} in vectors. On JDK 17 the JIT leaves plain loops whose arrays are read
 * at different offsets scalar. Every loop is a small method of its own, see {@link Tile}.
 */
final class SimdPointwiseKernels implements PointwiseKernels {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = S.length();

  /** By the operations' ordinals, and called through one place, see {@link Exponential}. */
  private static final Loop[] LOOPS =
      Stream.of(Unary.values()).map(SimdPointwiseKernels::loop).toArray(Loop[]::new);

  private interface Loop {
    void run(int length, float[] x, int p, float[] out, int o);
  }

  @Override
  public void binary(
      Binary op, int length, float[] x, int p, float[] y, int q, float[] out, int o) {
    int whole = length - length % WIDTH;
    switch (op) {
      case ADD -> add(whole, x, p, y, q, out, o);
      case SUB -> sub(whole, x, p, y, q, out, o);
      case MUL -> mul(whole, x, p, y, q, out, o);
      case DIV -> div(whole, x, p, y, q, out, o);
    }
    for (int i = whole; i < length; i++) {
      out[o + i] = op.of(x[p + i], y[q + i]);
    }
  }

  @Override
  public void combine(
      int length, float alpha, float[] x, int p, float beta, float[] y, int q, float[] out, int o) {
    int whole = length - length % WIDTH;
    combineRun(whole, alpha, x, p, beta, y, q, out, o);
    for (int i = whole; i < length; i++) {
      out[o + i] = alpha * x[p + i] + beta * y[q + i];
    }
  }

  @Override
  public void withScalar(Binary op, int length, float[] x, int p, float c, float[] out, int o) {
    int whole = length - length % WIDTH;
    switch (op) {
      case ADD -> addScalar(whole, x, p, c, out, o);
      case SUB -> addScalar(whole, x, p, -c, out, o);
      case MUL -> mulScalar(whole, x, p, c, out, o);
      case DIV -> divScalar(whole, x, p, c, out, o);
    }
    for (int i = whole; i < length; i++) {
      out[o + i] = op.of(x[p + i], c);
    }
  }

  @Override
  public void scalarWith(Binary op, int length, float c, float[] x, int p, float[] out, int o) {
    int whole = length - length % WIDTH;
    switch (op) {
      case ADD -> addScalar(whole, x, p, c, out, o);
      case SUB -> scalarSub(whole, c, x, p, out, o);
      case MUL -> mulScalar(whole, x, p, c, out, o);
      case DIV -> scalarDiv(whole, c, x, p, out, o);
    }
    for (int i = whole; i < length; i++) {
      out[o + i] = op.of(c, x[p + i]);
    }
  }

  @Override
  public void unary(Unary op, int length, float[] x, int p, float[] out, int o) {
    int whole = length - length % WIDTH;
    run(op, whole, x, p, out, o);
    if (whole < length) {
      // In a vector too: what becomes of an element must not depend on where it stands.
      try (Scratch.Floats held = Scratch.REST.lease(SimdPointwiseKernels.class, WIDTH)) {
        float[] rest = held.array();
        System.arraycopy(x, p + whole, rest, 0, length - whole);
        run(op, WIDTH, rest, 0, rest, 0);
        System.arraycopy(rest, 0, out, o + whole, length - whole);
      }
    }
  }

  private static void run(Unary op, int length, float[] x, int p, float[] out, int o) {
    LOOPS[op.ordinal()].run(length, x, p, out, o);
  }

  private static Loop loop(Unary op) {
    return switch (op) {
      case NEG -> SimdPointwiseKernels::neg;
      case SQRT -> SimdPointwiseKernels::sqrt;
      case RELU -> SimdPointwiseKernels::relu;
      case EXP -> Exponential::exp;
      case SIGMOID -> Exponential::sigmoid;
      case TANH -> Exponential::tanh;
    };
  }

  private static void add(int n, float[] x, int p, float[] y, int q, float[] out, int o) {
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i)
          .add(FloatVector.fromArray(S, y, q + i))
          .intoArray(out, o + i);
    }
  }

  private static void sub(int n, float[] x, int p, float[] y, int q, float[] out, int o) {
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i)
          .sub(FloatVector.fromArray(S, y, q + i))
          .intoArray(out, o + i);
    }
  }

  private static void mul(int n, float[] x, int p, float[] y, int q, float[] out, int o) {
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i)
          .mul(FloatVector.fromArray(S, y, q + i))
          .intoArray(out, o + i);
    }
  }

  private static void div(int n, float[] x, int p, float[] y, int q, float[] out, int o) {
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i)
          .div(FloatVector.fromArray(S, y, q + i))
          .intoArray(out, o + i);
    }
  }

  private static void combineRun(
      int n, float alpha, float[] x, int p, float beta, float[] y, int q, float[] out, int o) {
    FloatVector a = FloatVector.broadcast(S, alpha);
    FloatVector b = FloatVector.broadcast(S, beta);
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i)
          .mul(a)
          .add(FloatVector.fromArray(S, y, q + i).mul(b))
          .intoArray(out, o + i);
    }
  }

  private static void addScalar(int n, float[] x, int p, float c, float[] out, int o) {
    FloatVector v = FloatVector.broadcast(S, c);
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i).add(v).intoArray(out, o + i);
    }
  }

  private static void mulScalar(int n, float[] x, int p, float c, float[] out, int o) {
    FloatVector v = FloatVector.broadcast(S, c);
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i).mul(v).intoArray(out, o + i);
    }
  }

  private static void divScalar(int n, float[] x, int p, float c, float[] out, int o) {
    FloatVector v = FloatVector.broadcast(S, c);
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i).div(v).intoArray(out, o + i);
    }
  }

  private static void scalarSub(int n, float c, float[] x, int p, float[] out, int o) {
    FloatVector v = FloatVector.broadcast(S, c);
    for (int i = 0; i < n; i += WIDTH) {
      v.sub(FloatVector.fromArray(S, x, p + i)).intoArray(out, o + i);
    }
  }

  private static void scalarDiv(int n, float c, float[] x, int p, float[] out, int o) {
    FloatVector v = FloatVector.broadcast(S, c);
    for (int i = 0; i < n; i += WIDTH) {
      v.div(FloatVector.fromArray(S, x, p + i)).intoArray(out, o + i);
    }
  }

  private static void neg(int n, float[] x, int p, float[] out, int o) {
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i).neg().intoArray(out, o + i);
    }
  }

  private static void sqrt(int n, float[] x, int p, float[] out, int o) {
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector.fromArray(S, x, p + i).lanewise(VectorOperators.SQRT).intoArray(out, o + i);
    }
  }

  private static void relu(int n, float[] x, int p, float[] out, int o) {
    for (int i = 0; i < n; i += WIDTH) {
      FloatVector v = FloatVector.fromArray(S, x, p + i);
      v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(out, o + i);
    }
  }
}
