package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Tensor;

/** Division with remainder, and the parts of a number. */
public final class Division {
  private Division() {}

  /** a - b * floor(a / b): the sign is b's, as of Python's %. */
  public static Tensor remainder(Tensor a, Tensor b) {
    Tensor out = remainders(a, b);
    return Recorder.op("RemainderBackward1")
        .save(a, b)
        .input(a, (g, s) -> g)
        .input(b, (g, s) -> g.mul(floorDivide(s.get(0).detach(), s.get(1).detach())).neg())
        .record(out);
  }

  /** {@link #remainder(Tensor, Tensor)} of a constant. */
  public static Tensor remainder(Tensor a, Scalar c) {
    Tensor out = remainders(a, TypePromotion.operand(a, c));
    return Recorder.op("RemainderBackward0").input(a, (g, s) -> g).record(out);
  }

  private static Tensor remainders(Tensor a, Tensor b) {
    DType dtype = numeric("remainder", a, b);
    return Elementwise.binary("remainder", a, b, dtype, Division::mod, Division::modulo);
  }

  private static DType numeric(String operation, Tensor a, Tensor b) {
    DType dtype = TypePromotion.resultType(a, b);
    TypePromotion.refuseBool(operation, "convert one of them with to(...)", dtype);
    return dtype;
  }

  /** floor(a / b), as Python's //; PyTorch has no derivative of it either. */
  public static Tensor floorDivide(Tensor a, Tensor b) {
    DType dtype = numeric("floor_divide", a, b);
    Tensor out =
        Elementwise.binary("floor_divide", a, b, dtype, Division::quotient, Division::floored);
    return Recorder.op("NotImplemented")
        .inputs(
            (g, s) -> {
              throw new IllegalStateException(
                  "derivative for floor_divide is not implemented; detach() its operands");
            },
            a,
            b)
        .record(out);
  }

  /** {@link #floorDivide(Tensor, Tensor)} by a constant. */
  public static Tensor floorDivide(Tensor a, Scalar c) {
    return floorDivide(a, TypePromotion.operand(a, c));
  }

  /** The whole part, towards zero; the gradient is 0. */
  public static Tensor trunc(Tensor x) {
    TypePromotion.refuseBool("trunc", "convert with to(...)", x.dtype());
    return UnaryMath.whole("TruncBackward0", x, v -> v < 0 ? Math.ceil(v) : Math.floor(v));
  }

  /** What {@link #trunc} takes away. */
  public static Tensor frac(Tensor x) {
    Activations.checkFloating("frac", x);
    Tensor out = Elementwise.unary(x, x.dtype(), v -> v - (v < 0 ? Math.ceil(v) : Math.floor(v)));
    return Recorder.op("FracBackward0").input(x, (g, s) -> g).record(out);
  }

  private static double mod(double a, double b) {
    double rest = a % b;
    return rest != 0 && (b < 0) != (rest < 0) ? rest + b : rest;
  }

  private static double quotient(double a, double b) {
    if (b == 0) {
      return a / b;
    }
    double rest = a % b;
    double whole = (a - rest) / b;
    if (rest != 0 && (b < 0) != (rest < 0)) {
      whole -= 1;
    }
    double floor = Math.floor(whole);
    return whole == 0 ? Math.copySign(0, a / b) : whole - floor > 0.5 ? floor + 1 : floor;
  }

  private static long modulo(long a, long b) {
    checkDivisor("remainder", b);
    return Math.floorMod(a, b);
  }

  private static long floored(long a, long b) {
    checkDivisor("floor_divide", b);
    return Math.floorDiv(a, b);
  }

  private static void checkDivisor(String operation, long b) {
    if (b == 0) {
      throw new IllegalArgumentException(
          operation + ": ZeroDivisionError: integer division by zero");
    }
  }
}
