package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Operations that overwrite their first operand and count the change in its version. */
final class InPlace {
  private InPlace() {}

  static Tensor add(Tensor x, Tensor other, double alpha) {
    check("add_", x, other);
    Tensor before = x.detach();
    write(x, other, (a, b) -> a + alpha * b, (a, b) -> a + (long) alpha * b);
    if (!x.requiresGrad() && !other.requiresGrad()) {
      return x;
    }
    return Recorder.op("AddBackward0")
        .input(history(x, before), (g, s) -> g)
        .input(other, (g, s) -> alpha == 1 ? g : g.mul(alpha))
        .record(x);
  }

  static Tensor mul(Tensor x, Tensor other) {
    check("mul_", x, other);
    boolean recorded = other.requiresGrad();
    Tensor before = recorded ? history(x, Copy.dense(x.detach())) : history(x, x.detach());
    write(x, other, (a, b) -> a * b, (a, b) -> a * b);
    return Recorder.op("MulBackward0")
        .save(recorded ? before : null, other)
        .input(before, (g, s) -> g.mul(s.get(1)))
        .input(other, (g, s) -> g.mul(s.get(0)))
        .record(x);
  }

  static Tensor div(Tensor x, Tensor other) {
    check("div_", x, other);
    if (!x.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "div_: result type Float can't be cast to the desired output type " + x.dtype());
    }
    Tensor before = history(x, other.requiresGrad() ? Copy.dense(x.detach()) : x.detach());
    write(x, other, (a, b) -> a / b, null);
    return Recorder.op("DivBackward0")
        .save(other.requiresGrad() ? before : null, other)
        .input(before, (g, s) -> g.div(s.get(1)))
        .input(other, (g, s) -> g.neg().mul(s.get(0)).div(s.get(1).square()))
        .record(x);
  }

  static Tensor copy(Tensor x, Tensor source) {
    check("copy_", x, source);
    Tensor before = history(x, x.detach());
    Copy.write(x, source);
    x.storage().bumpVersion();
    return Recorder.op("CopyBackwards")
        .input(before, (g, s) -> Tensors.zerosLike(g))
        .input(source, (g, s) -> g)
        .record(x);
  }

  static Tensor fill(Tensor x, double value) {
    check("fill_", x, x);
    Tensor before = history(x, x.detach());
    Copy.write(x, Tensors.scalar(x.dtype(), value));
    x.storage().bumpVersion();
    return Recorder.op("FillBackward0").input(before, (g, s) -> Tensors.zerosLike(g)).record(x);
  }

  /**
   * The operand as it was, with its history, to be an input of the operation that overwrites it.
   */
  private static Tensor history(Tensor x, Tensor before) {
    if (x.gradFn() != null) {
      before.autograd().setHistory(x.gradFn(), x.autograd().outputNr());
    } else if (x.requiresGrad()) {
      return x;
    }
    return before;
  }

  private static void check(String operation, Tensor x, Tensor other) {
    if (x.isProtectedLeaf()) {
      throw new IllegalStateException(
          operation
              + ": a leaf Variable that requires grad is being used in an in-place operation."
              + " Wrap it in GradMode.noGrad() or change a clone()");
    }
    if (!other.shape().expandsTo(x.shape())) {
      throw new IllegalArgumentException(
          operation
              + ": output with shape "
              + x.shape()
              + " doesn't match the broadcast shape "
              + Shape.broadcast(operation, x.shape(), other.shape()));
    }
    DType result = Elementwise.resultType(x, other);
    if (!x.dtype().isFloatingPoint() && result.isFloatingPoint()) {
      throw new IllegalArgumentException(
          operation
              + ": result type "
              + result
              + " can't be cast to the desired output type "
              + x.dtype());
    }
  }

  private static void write(Tensor x, Tensor other, DoubleBinaryOperator f, LongBinaryOperator g) {
    Elementwise.binaryInto(x, x, Copy.cast(other, x.dtype()), f, g);
    x.storage().bumpVersion();
  }
}
