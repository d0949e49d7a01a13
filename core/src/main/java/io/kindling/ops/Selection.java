package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** Choosing between values element by element: where, maximum, minimum, clamp, maskedFill. */
public final class Selection {
  private Selection() {}

  /** {@code a} where the condition holds, {@code b} elsewhere. */
  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    if (condition.dtype() != DType.BOOL) {
      throw new IllegalArgumentException(
          "where expected condition to be a boolean tensor, but got a tensor with dtype "
              + condition.dtype());
    }
    DType dtype = TypePromotion.resultType(a, b);
    Shape pair = Shape.broadcast("where", a.shape(), b.shape());
    Tensor out = Tensor.allocate(dtype, Shape.broadcast("where", condition.shape(), pair));
    choose(out, condition, Copy.cast(a, dtype), Copy.cast(b, dtype));
    return Recorder.op("WhereBackward0")
        .save(condition)
        .input(a, (g, s) -> where(s.get(0), g, Tensors.scalar(g.dtype(), 0)))
        .input(b, (g, s) -> where(s.get(0), Tensors.scalar(g.dtype(), 0), g))
        .record(out);
  }

  private static void choose(Tensor out, Tensor condition, Tensor a, Tensor b) {
    Shape shape = out.shape();
    byte[] c = condition.storage().bytes();
    Storage x = a.storage();
    Storage y = b.storage();
    Storage z = out.storage();
    boolean whole = !out.dtype().isFloatingPoint();
    StridedLoop.over(
        shape,
        new int[][] {
          out.strides(),
          StridedLoop.broadcastStrides(condition, shape),
          StridedLoop.broadcastStrides(a, shape),
          StridedLoop.broadcastStrides(b, shape)
        },
        new int[] {out.offset(), condition.offset(), a.offset(), b.offset()},
        (at, step, n) -> {
          for (int i = 0; i < n; i++) {
            boolean first = c[at[1] + i * step[1]] != 0;
            Storage from = first ? x : y;
            int index = first ? at[2] + i * step[2] : at[3] + i * step[3];
            if (whole) {
              z.setLong(at[0] + i * step[0], from.getLong(index));
            } else {
              z.setDouble(at[0] + i * step[0], from.getDouble(index));
            }
          }
        });
  }

  /** {@code a} where the condition holds, the number {@code b} elsewhere. */
  public static Tensor where(Tensor condition, Tensor a, Scalar b) {
    return where(condition, a, TypePromotion.exactOperand("where", a, b));
  }

  /** The number {@code a} where the condition holds, {@code b} elsewhere. */
  public static Tensor where(Tensor condition, Scalar a, Tensor b) {
    return where(condition, TypePromotion.exactOperand("where", b, a), b);
  }

  /** The larger of each pair; NaN wins (both get its gradient), equal values share the gradient. */
  public static Tensor maximum(Tensor a, Tensor b) {
    Tensor out = Elementwise.binary("maximum", a, b, Math::max, Math::max);
    return Recorder.op("MaximumBackward0")
        .save(a, b)
        .input(a, (g, s) -> share(g, s.get(0).lt(s.get(1)), s.get(0).eq(s.get(1))))
        .input(b, (g, s) -> share(g, s.get(1).lt(s.get(0)), s.get(0).eq(s.get(1))))
        .record(out);
  }

  /**
   * The smaller of each pair; NaN wins (both get its gradient), equal values share the gradient.
   */
  public static Tensor minimum(Tensor a, Tensor b) {
    Tensor out = Elementwise.binary("minimum", a, b, Math::min, Math::min);
    return Recorder.op("MinimumBackward0")
        .save(a, b)
        .input(a, (g, s) -> share(g, s.get(0).gt(s.get(1)), s.get(0).eq(s.get(1))))
        .input(b, (g, s) -> share(g, s.get(1).gt(s.get(0)), s.get(0).eq(s.get(1))))
        .record(out);
  }

  private static Tensor share(Tensor g, Tensor loses, Tensor ties) {
    Tensor zero = Tensors.scalar(g.dtype(), 0);
    return where(loses, zero, where(ties, g.div(2), g));
  }

  /** x limited to [min, max]; the gradient is 0 outside. Either bound may be infinite. */
  public static Tensor clamp(Tensor x, Scalar min, Scalar max) {
    DType dtype = TypePromotion.resultType(x, min, max);
    double low = min.toDouble();
    double high = max.toDouble();
    Tensor out =
        dtype.isFloatingPoint()
            ? Elementwise.unary(x, dtype, v -> Math.min(Math.max(v, low), high))
            : limited("clamp", Copy.cast(x, dtype), min, max);
    return Recorder.op("ClampBackward1")
        .save(x)
        .input(
            x,
            (g, s) ->
                where(s.get(0).ge(low).mul(s.get(0).le(high)), g, Tensors.scalar(g.dtype(), 0)))
        .record(out);
  }

  /** Whole numbers limited to bounds of their type; null is none. */
  static Tensor limited(String operation, Tensor x, Scalar min, Scalar max) {
    long low = min == null ? Long.MIN_VALUE : bound(operation, x, min);
    long high = max == null ? Long.MAX_VALUE : bound(operation, x, max);
    return Elementwise.unaryLong(x, v -> Math.min(Math.max(v, low), high));
  }

  private static long bound(String operation, Tensor x, Scalar bound) {
    return TypePromotion.fitting(operation, x.dtype(), bound).storage().getLong(0);
  }

  /** x limited to at most {@code max}; the gradient counts at the bound. */
  public static Tensor clampMax(Tensor x, Scalar max) {
    DType dtype = TypePromotion.resultType(x, max);
    double high = max.toDouble();
    Tensor out =
        dtype.isFloatingPoint()
            ? Elementwise.unary(x, dtype, v -> v > high ? high : v)
            : limited("clamp_max", Copy.cast(x, dtype), null, max);
    return Recorder.op("ClampMaxBackward0")
        .save(x)
        .input(x, (g, s) -> where(s.get(0).le(high), g, Tensors.scalar(g.dtype(), 0)))
        .record(out);
  }

  /** x with {@code value}, converted to its type, where the mask is true. */
  public static Tensor maskedFill(Tensor x, Tensor mask, Scalar value) {
    if (mask.dtype() != DType.BOOL) {
      throw new IllegalArgumentException(
          "masked_fill: only supports boolean masks, but got mask with dtype " + mask.dtype());
    }
    Tensor fill = TypePromotion.fitting("masked_fill", x.dtype(), value);
    Tensor out = where(mask, fill, x.detach());
    return Recorder.op("MaskedFillBackward0")
        .save(mask)
        .input(x, (g, s) -> maskedFill(g, s.get(0), Scalar.of(0)))
        .record(out);
  }
}
