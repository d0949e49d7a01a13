package io.kindling.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Tensor;

/**
 * In which type an operation of several operands is done, and what is refused; PyTorch's rules.
 *
 * <p>Tensors with dimensions come before those without, and these before numbers: an operand of a
 * lower rank changes the type only when it is of a higher category (bool, integral, floating) than
 * all of the higher ranks.
 */
final class TypePromotion {
  private TypePromotion() {}

  /** {@code torch.result_type}. */
  static DType resultType(Tensor a, Tensor b) {
    if (a.dtype() == b.dtype() || (a.dim() == 0) == (b.dim() == 0)) {
      return DType.promote(a.dtype(), b.dtype());
    }
    return a.dim() == 0 ? combine(b.dtype(), a.dtype()) : combine(a.dtype(), b.dtype());
  }

  static DType resultType(Tensor a, Scalar c) {
    return combine(a.dtype(), c.dtype());
  }

  static DType resultType(Tensor a, Scalar c, Scalar d) {
    return combine(a.dtype(), DType.promote(c.dtype(), d.dtype()));
  }

  private static DType combine(DType higher, DType lower) {
    boolean lifts = lower.isFloatingPoint() || higher == DType.BOOL;
    return lifts && !higher.isFloatingPoint() ? DType.promote(higher, lower) : higher;
  }

  /** The same type when floating, else float32: the result type of {@code exp}, {@code div}... */
  static DType floating(DType dtype) {
    return dtype.isFloatingPoint() ? dtype : DType.FLOAT32;
  }

  /** {@code c} as an operand beside {@code a}, in the type of their result. */
  static Tensor operand(Tensor a, Scalar c) {
    return c.toTensor(resultType(a, c));
  }

  /** {@link #operand}, but refused where the type cannot hold the value. */
  static Tensor exactOperand(String operation, Tensor a, Scalar c) {
    return fitting(operation, resultType(a, c), c);
  }

  /** {@code c} as a tensor of {@code dtype}, which must have room for it. */
  static Tensor fitting(String operation, DType dtype, Scalar c) {
    double least = dtype == DType.UINT8 ? -255 : Long.MIN_VALUE;
    double most = dtype == DType.UINT8 ? 255 : Long.MAX_VALUE;
    boolean whole = dtype == DType.UINT8 || dtype == DType.INT64;
    if (whole && !(c.toDouble() >= least && c.toDouble() <= most)) {
      throw new IllegalArgumentException(
          operation
              + ": value "
              + c
              + " cannot be converted to type "
              + dtype
              + " without overflow; convert the tensor first");
    }
    return c.toTensor(dtype);
  }

  /** Fails unless a result of type {@code from} may overwrite a tensor of type {@code to}. */
  static void checkCast(String operation, DType from, DType to) {
    boolean narrows =
        (from.isFloatingPoint() && !to.isFloatingPoint())
            || (to == DType.BOOL && from != DType.BOOL);
    if (narrows) {
      throw new IllegalArgumentException(
          operation
              + ": result type "
              + from
              + " can't be cast to the desired output type "
              + to
              + "; use the operation that gives a new tensor");
    }
  }

  /** Fails for truth values, with which {@code operation} is not done. */
  static void refuseBool(String operation, String instead, DType... dtypes) {
    for (DType dtype : dtypes) {
      if (dtype == DType.BOOL) {
        throw new IllegalArgumentException(
            operation + ": not supported for torch.bool tensors; " + instead);
      }
    }
  }

  /** Fails unless both are of one type. */
  static void checkSame(String operation, Tensor a, Tensor b) {
    if (a.dtype() != b.dtype()) {
      throw new IllegalArgumentException(
          operation
              + ": expected operands of one type, got "
              + a.dtype()
              + " and "
              + b.dtype()
              + "; convert with to(...)");
    }
  }

  /** Fails when a factor with a fraction stands before whole numbers. */
  static void checkFactor(String operation, String name, DType result, Scalar factor) {
    if (!result.isFloatingPoint() && factor.isFloatingPoint()) {
      throw new IllegalArgumentException(
          operation
              + ": for integral input tensors, argument "
              + name
              + " must not be a floating point number, got "
              + factor);
    }
  }
}
