package io.kindling.ops;

import io.kindling.autograd.InPlaceHistory;
import io.kindling.autograd.Recorder;
import io.kindling.kernel.PointwiseKernels.Binary;
import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Operations that overwrite their first operand and count the change in its version. Where the
 * graph is recorded they are the ordinary operation on the old elements, whose result is written
 * over them; otherwise one loop.
 */
final class InPlace {
  private InPlace() {}

  /** Overwrites {@code x} with f(x), an operation of {@code x} and {@code others}. */
  static Tensor apply(String operation, Tensor x, UnaryOperator<Tensor> f, Tensor... others) {
    boolean recorded = InPlaceHistory.check(operation, x, others);
    // The old elements are copied only when f may have to remember them.
    Tensor before = recorded ? InPlaceHistory.before(x, Copy.dense(x)) : x.detach();
    Tensor result = f.apply(before);
    checkFits(operation, x, result.shape(), result.dtype());
    Copy.write(x, result);
    x.storage().bumpVersion(operation);
    if (recorded) {
      InPlaceHistory.rebase(x, result);
    }
    return x;
  }

  static Tensor add(Tensor x, Tensor other, Scalar alpha) {
    double factor = alpha.toDouble();
    if (addRun(x, other, (float) factor)) {
      return x;
    }
    DType dtype = TypePromotion.resultType(x, other);
    TypePromotion.checkFactor("add_", "alpha", dtype, alpha);
    return factor == 1
        ? pair("add_", x, other, Binary.ADD, b -> b.add(other))
        : pair(
            "add_",
            x,
            other,
            (a, b) -> a + factor * b,
            (a, b) -> a + alpha.toLong() * b,
            b -> Arithmetic.add(b, other, alpha));
  }

  /** The fast way, without history; false, and nothing done, if that will not do. */
  private static boolean addRun(Tensor x, Tensor other, float alpha) {
    boolean done =
        x.storage() != other.storage()
            && x.shape().equals(other.shape())
            && !InPlaceHistory.check("add_", x, other)
            && FloatRuns.addInto(x, other, alpha);
    if (done) {
      x.storage().bumpVersion("add_");
    }
    return done;
  }

  static Tensor sub(Tensor x, Tensor other) {
    TypePromotion.refuseBool("sub_", "use logicalXor", x.dtype(), other.dtype());
    return pair("sub_", x, other, Binary.SUB, b -> b.sub(other));
  }

  static Tensor mul(Tensor x, Tensor other) {
    return pair("mul_", x, other, Binary.MUL, b -> b.mul(other));
  }

  static Tensor div(Tensor x, Tensor other) {
    DType dtype = TypePromotion.floating(TypePromotion.resultType(x, other));
    TypePromotion.checkCast("div_", dtype, x.dtype());
    return pair("div_", x, other, Binary.DIV, b -> b.div(other));
  }

  static Tensor add(Tensor x, Scalar c) {
    return scalar("add_", x, c, Binary.ADD, b -> Arithmetic.add(b, c));
  }

  static Tensor sub(Tensor x, Scalar c) {
    return scalar("sub_", x, c, Binary.SUB, b -> Arithmetic.sub(b, c));
  }

  static Tensor mul(Tensor x, Scalar c) {
    return scalar("mul_", x, c, Binary.MUL, b -> Arithmetic.mul(b, c));
  }

  static Tensor div(Tensor x, Scalar c) {
    TypePromotion.checkCast("div_", TypePromotion.floating(x.dtype()), x.dtype());
    return scalar("div_", x, c, Binary.DIV, b -> Arithmetic.div(b, c));
  }

  static Tensor copy(Tensor x, Tensor source) {
    boolean recorded = InPlaceHistory.check("copy_", x, source);
    if (!source.shape().expandsTo(x.shape())) {
      throw new IllegalArgumentException(
          "copy_: the source of shape " + source.shape() + " does not broadcast to " + x.shape());
    }
    Tensor result = null;
    if (recorded) {
      result =
          Recorder.op("CopyBackwards")
              .input(InPlaceHistory.before(x, x.detach()), (g, s) -> Tensors.zerosLike(g))
              .input(source, (g, s) -> g)
              .record(x.detach());
    }
    Copy.write(x, apart(x, source));
    x.storage().bumpVersion("copy_");
    if (recorded) {
      InPlaceHistory.rebase(x, result);
    }
    return x;
  }

  static Tensor fill(String operation, Tensor x, Scalar value) {
    Tensor fill = TypePromotion.fitting(operation, x.dtype(), value);
    boolean recorded = InPlaceHistory.check(operation, x);
    Tensor result = null;
    if (recorded) {
      result =
          Recorder.op(operation.equals("zero_") ? "ZeroBackward0" : "FillBackward0")
              .input(InPlaceHistory.before(x, x.detach()), (g, s) -> Tensors.zerosLike(g))
              .record(x.detach());
    }
    Copy.write(x, fill);
    x.storage().bumpVersion(operation);
    if (recorded) {
      InPlaceHistory.rebase(x, result);
    }
    return x;
  }

  private static Tensor pair(
      String operation, Tensor x, Tensor other, Binary op, UnaryOperator<Tensor> recordable) {
    checkFits(operation, x, other.shape(), TypePromotion.resultType(x, other));
    if (InPlaceHistory.check(operation, x, other)) {
      return apply(operation, x, recordable, other);
    }
    if (TypePromotion.resultType(x, other) != x.dtype()) {
      return converted(operation, x, recordable);
    }
    Elementwise.binaryInto(x, x, Copy.cast(apart(x, other), x.dtype()), op);
    x.storage().bumpVersion(operation);
    return x;
  }

  private static Tensor pair(
      String operation,
      Tensor x,
      Tensor other,
      DoubleBinaryOperator f,
      LongBinaryOperator g,
      UnaryOperator<Tensor> recordable) {
    checkFits(operation, x, other.shape(), TypePromotion.resultType(x, other));
    if (InPlaceHistory.check(operation, x, other)) {
      return apply(operation, x, recordable, other);
    }
    if (TypePromotion.resultType(x, other) != x.dtype()) {
      return converted(operation, x, recordable);
    }
    Elementwise.binaryInto(x, x, Copy.cast(apart(x, other), x.dtype()), f, g);
    x.storage().bumpVersion(operation);
    return x;
  }

  /** The operation is done in the wider type, and its result rounded once. */
  private static Tensor converted(String operation, Tensor x, UnaryOperator<Tensor> f) {
    Copy.write(x, f.apply(x.detach()));
    x.storage().bumpVersion(operation);
    return x;
  }

  private static Tensor scalar(
      String operation, Tensor x, Scalar c, Binary op, UnaryOperator<Tensor> recordable) {
    DType dtype = TypePromotion.resultType(x, c);
    TypePromotion.checkCast(operation, dtype, x.dtype());
    if (InPlaceHistory.check(operation, x)) {
      return apply(operation, x, recordable);
    }
    if (x.dtype().isFloatingPoint()) {
      Elementwise.scalarInto(x, c.toDouble(), op);
    } else if (x.numel() == 1 && dtype == x.dtype()) {
      // Batch norm counts so in every step of every layer, which shall make no objects.
      long value = x.storage().getLong(x.offset());
      x.storage().setLong(x.offset(), op.of(value, c.toLong()));
    } else {
      return converted(operation, x, recordable);
    }
    x.storage().bumpVersion(operation);
    return x;
  }

  /** {@code other}, or a copy of it when it lies differently in the memory that is overwritten. */
  private static Tensor apart(Tensor x, Tensor other) {
    boolean shares = x.storage() == other.storage();
    boolean same =
        x.offset() == other.offset()
            && x.shape().equals(other.shape())
            && Arrays.equals(x.strides(), other.strides());
    return shares && !same ? Copy.dense(other) : other;
  }

  private static void checkFits(String operation, Tensor x, Shape shape, DType dtype) {
    if (!shape.expandsTo(x.shape())) {
      throw new IllegalArgumentException(
          operation
              + ": output with shape "
              + x.shape()
              + " doesn't match the broadcast shape "
              + Shape.broadcast(operation, x.shape(), shape));
    }
    TypePromotion.checkCast(operation, dtype, x.dtype());
  }
}
