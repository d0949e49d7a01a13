package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** Division with remainder, and the parts of a number. */
public final class Division {
  private Division() {}

  /** a - b * floor(a / b): the sign is b's, as of Python's %. */
  public static Tensor remainder(Tensor a, Tensor b) {
    Tensor out = Elementwise.binary("remainder", a, b, Division::mod, Division::mod);
    return Recorder.op("RemainderBackward1")
        .save(a, b)
        .input(a, (g, s) -> g)
        .input(b, (g, s) -> g.mul(floorDivide(s.get(0).detach(), s.get(1).detach())).neg())
        .record(out);
  }

  /** {@link #remainder(Tensor, Tensor)} of a constant. */
  public static Tensor remainder(Tensor a, double c) {
    Tensor b = Arithmetic.scalarLike(a, c);
    Tensor out = Elementwise.binary("remainder", a, b, Division::mod, Division::mod);
    return Recorder.op("RemainderBackward0").input(a, (g, s) -> g).record(out);
  }

  /** floor(a / b), as Python's //; PyTorch has no derivative of it either. */
  public static Tensor floorDivide(Tensor a, Tensor b) {
    Tensor out = Elementwise.binary("floor_divide", a, b, Division::quotient, Division::quotient);
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
  public static Tensor floorDivide(Tensor a, double c) {
    return floorDivide(a, Arithmetic.scalarLike(a, c));
  }

  /** The whole part, towards zero; the gradient is 0. */
  public static Tensor trunc(Tensor x) {
    Tensor out = Elementwise.unary(x, x.dtype(), v -> v < 0 ? Math.ceil(v) : Math.floor(v));
    return Recorder.op("TruncBackward0").input(x, (g, s) -> Tensors.zerosLike(g)).record(out);
  }

  /** What {@link #trunc} takes away. */
  public static Tensor frac(Tensor x) {
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

  private static long mod(long a, long b) {
    checkDivisor(b);
    return Math.floorMod(a, b);
  }

  private static long quotient(long a, long b) {
    checkDivisor(b);
    return Math.floorDiv(a, b);
  }

  private static void checkDivisor(long b) {
    if (b == 0) {
      throw new ArithmeticException("ZeroDivisionError: integer division by zero");
    }
  }
}
