package io.kindling.ops;

import io.kindling.kernel.Kernels;
import io.kindling.kernel.PointwiseKernels;
import io.kindling.kernel.PointwiseKernels.Binary;
import io.kindling.kernel.PointwiseKernels.Unary;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * The loops below every element-wise operation: broadcasting, type promotion, any strides. A
 * float32 result is computed in double and rounded once, which for + - * / and sqrt is the same as
 * computing in float.
 */
final class Elementwise {
  private Elementwise() {}

  /** A truth value of two numbers. */
  interface Predicate {
    boolean test(double a, double b);
  }

  /** A tensor for a result of which every element will be written. */
  static Tensor result(DType dtype, Shape shape) {
    return dtype == DType.FLOAT32
        ? Tensor.wrap(Storage.of(Workspace.floats(shape.numel())), shape)
        : Tensor.allocate(dtype, shape);
  }

  /** The function of each element; {@code x} is converted to {@code dtype} first. */
  static Tensor unary(Tensor x, DType dtype, Unary op) {
    if (dtype != DType.FLOAT32) {
      return unary(x, dtype, op::of);
    }
    Tensor from = Copy.cast(x, dtype);
    return FloatRuns.unary(
        FloatRuns.isPlain(from) ? from : Copy.dense(from),
        (n, a, p, out, o) -> io.kindling.kernel.PointwiseLoops.unary(op, n, a, p, out, o));
  }

  /** {@code x op c}, or {@code c op x} if {@code swapped}, where x is of a floating type. */
  static Tensor withScalar(Tensor x, double c, Binary op, boolean swapped) {
    if (x.dtype() != DType.FLOAT32) {
      return unary(x, x.dtype(), v -> swapped ? op.of(c, v) : op.of(v, c));
    }
    return FloatRuns.unary(
        FloatRuns.isPlain(x) ? x : Copy.dense(x), scalarLoop(op, (float) c, swapped));
  }

  /** Overwrites {@code x} with {@code x op c}. */
  static void scalarInto(Tensor x, double c, Binary op) {
    if (x.dtype() == DType.FLOAT32 && FloatRuns.isPlain(x)) {
      float[] values = x.storage().floats();
      scalarLoop(op, (float) c, false).run(x.numel(), values, x.offset(), values, x.offset());
      return;
    }
    double k = x.dtype() == DType.FLOAT32 ? (float) c : c;
    if (x.numel() == 1) {
      x.storage().setDouble(x.offset(), op.of(x.storage().getDouble(x.offset()), k));
    } else {
      unaryInto(x, x, v -> op.of(v, k));
    }
  }

  private static FloatRuns.Unary scalarLoop(Binary op, float c, boolean swapped) {
    return swapped
        ? (n, a, p, out, o) -> io.kindling.kernel.PointwiseLoops.scalarWith(op, n, c, a, p, out, o)
        : (n, a, p, out, o) -> io.kindling.kernel.PointwiseLoops.withScalar(op, n, a, p, c, out, o);
  }

  /** f of each element; {@code x} is converted to {@code dtype} first. */
  static Tensor unary(Tensor x, DType dtype, DoubleUnaryOperator f) {
    Tensor out = result(dtype, x.shape());
    unaryInto(out, Copy.cast(x, dtype), f);
    return out;
  }

  /** f of each element of an integral tensor. */
  static Tensor unaryLong(Tensor x, LongUnaryOperator f) {
    Tensor out = Tensor.allocate(x.dtype(), x.shape());
    Storage from = x.storage();
    Storage to = out.storage();
    loop(
        out,
        x,
        (at, step, n) -> {
          for (int i = 0; i < n; i++) {
            to.setLong(at[0] + i * step[0], f.applyAsLong(from.getLong(at[1] + i * step[1])));
          }
        });
    return out;
  }

  /** Writes f of each element of {@code x} into {@code out}, which may be {@code x} itself. */
  static void unaryInto(Tensor out, Tensor x, DoubleUnaryOperator f) {
    if (out.dtype() == DType.FLOAT32 && x.dtype() == DType.FLOAT32) {
      float[] from = x.storage().floats();
      float[] to = out.storage().floats();
      loop(
          out,
          x,
          (at, step, n) -> {
            for (int i = 0, o = at[0], a = at[1]; i < n; i++, o += step[0], a += step[1]) {
              to[o] = (float) f.applyAsDouble(from[a]);
            }
          });
      return;
    }
    Storage from = x.storage();
    Storage to = out.storage();
    loop(
        out,
        x,
        (at, step, n) -> {
          for (int i = 0; i < n; i++) {
            to.setDouble(at[0] + i * step[0], f.applyAsDouble(from.getDouble(at[1] + i * step[1])));
          }
        });
  }

  private static void loop(Tensor out, Tensor x, StridedLoop.Run run) {
    StridedLoop.over(
        out.shape(),
        new int[][] {out.strides(), StridedLoop.broadcastStrides(x, out.shape())},
        new int[] {out.offset(), x.offset()},
        run);
  }

  /** The function of each pair, in the promoted type. */
  static Tensor binary(String operation, Tensor a, Tensor b, Binary op) {
    return binary(operation, a, b, TypePromotion.resultType(a, b), op);
  }

  /** The function of each pair, in the given type. */
  static Tensor binary(String operation, Tensor a, Tensor b, DType dtype, Binary op) {
    if (dtype != DType.FLOAT32) {
      return binary(operation, a, b, dtype, op::of, op::of);
    }
    Tensor x = Copy.cast(a, dtype);
    Tensor y = Copy.cast(b, dtype);
    Tensor fast =
        FloatRuns.binary(
            x,
            y,
            (n, u, p, v, q, out, o) ->
                io.kindling.kernel.PointwiseLoops.binary(op, n, u, p, v, q, out, o));
    if (fast != null) {
      return fast;
    }
    Tensor out = result(dtype, Shape.broadcast(operation, a.shape(), b.shape()));
    pairs(
        out,
        x,
        y,
        floatRun(out.storage().floats(), x.storage().floats(), y.storage().floats(), op));
    return out;
  }

  /** Writes the function of each pair into {@code out}, which may be {@code a}. */
  static void binaryInto(Tensor out, Tensor a, Tensor b, Binary op) {
    if (out.dtype() == DType.FLOAT32) {
      float[] z = out.storage().floats();
      pairs(out, a, b, floatRun(z, a.storage().floats(), b.storage().floats(), op));
    } else {
      binaryInto(out, a, b, op::of, op::of);
    }
  }

  /** Runs without gaps, or with one operand standing still, are the kernels'. */
  private static StridedLoop.Run floatRun(float[] z, float[] x, float[] y, Binary op) {
    PointwiseKernels kernels = Kernels.active().pointwise();
    return (at, step, n) -> {
      boolean dense = step[0] == 1;
      if (dense && step[1] == 1 && step[2] == 1) {
        kernels.binary(op, n, x, at[1], y, at[2], z, at[0]);
      } else if (dense && step[1] == 1 && step[2] == 0) {
        kernels.withScalar(op, n, x, at[1], y[at[2]], z, at[0]);
      } else if (dense && step[1] == 0 && step[2] == 1) {
        kernels.scalarWith(op, n, x[at[1]], y, at[2], z, at[0]);
      } else {
        int a = at[1];
        int b = at[2];
        for (int i = 0, o = at[0]; i < n; i++, o += step[0], a += step[1], b += step[2]) {
          z[o] = op.of(x[a], y[b]);
        }
      }
    };
  }

  /** f of each pair, in the promoted type; integral pairs use {@code g}. */
  static Tensor binary(
      String operation, Tensor a, Tensor b, DoubleBinaryOperator f, LongBinaryOperator g) {
    return binary(operation, a, b, TypePromotion.resultType(a, b), f, g);
  }

  /** f of each pair, in the given type; an integral type uses {@code g}. */
  static Tensor binary(
      String operation,
      Tensor a,
      Tensor b,
      DType dtype,
      DoubleBinaryOperator f,
      LongBinaryOperator g) {
    Tensor out = result(dtype, Shape.broadcast(operation, a.shape(), b.shape()));
    binaryInto(out, Copy.cast(a, dtype), Copy.cast(b, dtype), f, g);
    return out;
  }

  /** Writes f (or, for integral types, g) of each pair into {@code out}, which may be {@code a}. */
  static void binaryInto(
      Tensor out, Tensor a, Tensor b, DoubleBinaryOperator f, LongBinaryOperator g) {
    Storage x = a.storage();
    Storage y = b.storage();
    Storage z = out.storage();
    StridedLoop.Run run =
        switch (out.dtype()) {
          case FLOAT32 -> floatRun(z.floats(), x.floats(), y.floats(), f);
          case FLOAT64 -> doubleRun(z.doubles(), x.doubles(), y.doubles(), f);
          default ->
              (at, step, n) -> {
                for (int i = 0; i < n; i++) {
                  long p = x.getLong(at[1] + i * step[1]);
                  long q = y.getLong(at[2] + i * step[2]);
                  z.setLong(at[0] + i * step[0], g.applyAsLong(p, q));
                }
              };
        };
    pairs(out, a, b, run);
  }

  private static StridedLoop.Run floatRun(float[] z, float[] x, float[] y, DoubleBinaryOperator f) {
    return (at, step, n) -> {
      int o = at[0];
      int a = at[1];
      int b = at[2];
      for (int i = 0; i < n; i++, o += step[0], a += step[1], b += step[2]) {
        z[o] = (float) f.applyAsDouble(x[a], y[b]);
      }
    };
  }

  private static StridedLoop.Run doubleRun(
      double[] z, double[] x, double[] y, DoubleBinaryOperator f) {
    return (at, step, n) -> {
      int o = at[0];
      int a = at[1];
      int b = at[2];
      for (int i = 0; i < n; i++, o += step[0], a += step[1], b += step[2]) {
        z[o] = f.applyAsDouble(x[a], y[b]);
      }
    };
  }

  /** The truth of each pair; for int64 a predicate must be one of order or equality. */
  static Tensor compare(String operation, Tensor a, Tensor b, Predicate p) {
    Tensor out = Tensor.allocate(DType.BOOL, Shape.broadcast(operation, a.shape(), b.shape()));
    DType dtype = TypePromotion.resultType(a, b);
    Tensor left = Copy.cast(a, dtype);
    Tensor right = Copy.cast(b, dtype);
    byte[] z = out.storage().bytes();
    Storage x = left.storage();
    Storage y = right.storage();
    // Doubles do not tell all int64 apart: a predicate of these sees their order instead.
    boolean whole = dtype == DType.INT64;
    pairs(
        out,
        left,
        right,
        (at, step, n) -> {
          for (int i = 0; i < n; i++) {
            int p1 = at[1] + i * step[1];
            int p2 = at[2] + i * step[2];
            double u = whole ? Long.compare(x.getLong(p1), y.getLong(p2)) : x.getDouble(p1);
            double v = whole ? 0 : y.getDouble(p2);
            z[at[0] + i * step[0]] = (byte) (p.test(u, v) ? 1 : 0);
          }
        });
    return out;
  }

  private static void pairs(Tensor out, Tensor a, Tensor b, StridedLoop.Run run) {
    Shape shape = out.shape();
    StridedLoop.over(
        shape,
        new int[][] {
          out.strides(),
          StridedLoop.broadcastStrides(a, shape),
          StridedLoop.broadcastStrides(b, shape)
        },
        new int[] {out.offset(), a.offset(), b.offset()},
        run);
  }
}
