package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.kernel.PointwiseKernels.Binary;
import io.kindling.kernel.PointwiseKernels.Unary;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.function.DoubleUnaryOperator;

/** Sums, products, quotients and powers, with broadcasting. */
public final class Arithmetic {
  private Arithmetic() {}

  /** a + b. */
  public static Tensor add(Tensor a, Tensor b) {
    Tensor fast = Pending.add(a, b);
    Tensor out = fast != null ? fast : Elementwise.binary("add", a, b, Binary.ADD);
    return Recorder.op("AddBackward0").input(a, (g, s) -> g).input(b, (g, s) -> g).record(out);
  }

  /** a + alpha * b. */
  public static Tensor add(Tensor a, Tensor b, double alpha) {
    if (alpha == 1) {
      return add(a, b);
    }
    Tensor out =
        Elementwise.binary("add", a, b, (x, y) -> x + alpha * y, (x, y) -> x + (long) alpha * y);
    return Recorder.op("AddBackward0")
        .input(a, (g, s) -> g)
        .input(b, (g, s) -> g.mul(alpha))
        .record(out);
  }

  /** a - b. */
  public static Tensor sub(Tensor a, Tensor b) {
    Tensor out = Elementwise.binary("sub", a, b, Binary.SUB);
    return Recorder.op("SubBackward0")
        .input(a, (g, s) -> g)
        .input(b, (g, s) -> g.neg())
        .record(out);
  }

  /** a * b. */
  public static Tensor mul(Tensor a, Tensor b) {
    Tensor out = Elementwise.binary("mul", a, b, Binary.MUL);
    return Recorder.op("MulBackward0")
        .save(a, b)
        .input(a, (g, s) -> g.mul(s.get(1)))
        .input(b, (g, s) -> g.mul(s.get(0)))
        .record(out);
  }

  /** a / b; integers give float32. */
  public static Tensor div(Tensor a, Tensor b) {
    DType dtype = Elementwise.floating(Elementwise.resultType(a, b));
    Tensor out = Elementwise.binary("div", a, b, dtype, Binary.DIV);
    return Recorder.op("DivBackward0")
        .save(a, b)
        .input(a, (g, s) -> g.div(s.get(1)))
        .input(b, (g, s) -> g.neg().mul(s.get(0).div(s.get(1)).div(s.get(1))))
        .record(out);
  }

  /** a to the power b, element by element. */
  public static Tensor pow(Tensor a, Tensor b) {
    Tensor out =
        Elementwise.binary("pow", a, b, Arithmetic::power, (x, y) -> (long) Math.pow(x, y));
    return Recorder.op("PowBackward1")
        .save(a, b, out)
        .input(
            a,
            (g, s) -> {
              Tensor exponent = s.get(1);
              Tensor slope = exponent.mul(s.get(0).pow(exponent.sub(1)));
              return g.mul(Selection.where(exponent.eq(0), Tensors.zerosLike(slope), slope));
            })
        .input(
            b,
            (g, s) -> {
              Tensor slope = s.get(2).mul(s.get(0).log());
              // 0^y is 0 for every y >= 0 (1 at y = 0), so there its slope is 0, not 0 * -inf.
              Tensor flat = s.get(0).eq(0).mul(s.get(1).ge(0));
              return g.mul(Selection.where(flat.to(DType.BOOL), Tensors.zerosLike(slope), slope));
            })
        .record(out);
  }

  /** a to a constant power. */
  public static Tensor pow(Tensor a, double exponent) {
    DType dtype = scalarType(a, exponent);
    Tensor out =
        exponent == 2
            ? Elementwise.binary("pow", a, a, Binary.MUL)
            : Elementwise.unary(a, dtype, power(exponent));
    return Recorder.op("PowBackward0")
        .save(a)
        .input(
            a,
            (g, s) ->
                exponent == 0
                    ? Tensors.zerosLike(g)
                    : g.mul(s.get(0).pow(exponent - 1).mul(exponent)))
        .record(out);
  }

  /** c to the power a. */
  public static Tensor rpow(double c, Tensor a) {
    Tensor out = Elementwise.unary(a, scalarType(a, c), x -> power(c, x));
    return Recorder.op("PowBackward2")
        .save(a, out)
        .input(
            a,
            (g, s) ->
                c == 0
                    // 0^a is flat where a >= 0, and falls without bound below.
                    ? g.mul(s.get(1).mul(Double.NEGATIVE_INFINITY).maskedFill(s.get(0).ge(0), 0))
                    : g.mul(s.get(1).mul(Math.log(c))))
        .record(out);
  }

  /** C's pow: 1 to any power is 1, and so is any number to the power 0. */
  private static double power(double x, double y) {
    return x == 1 ? 1 : Math.pow(x, y);
  }

  private static DoubleUnaryOperator power(double exponent) {
    // As PyTorch, which differs from pow at minus infinity.
    if (exponent == 0.5) {
      return Math::sqrt;
    }
    return exponent == -0.5 ? x -> 1 / Math.sqrt(x) : x -> power(x, exponent);
  }

  /** -a. */
  public static Tensor neg(Tensor a) {
    Tensor out =
        a.dtype().isFloatingPoint()
            ? Elementwise.unary(a, a.dtype(), Unary.NEG)
            : Elementwise.unaryLong(a, x -> -x);
    return Recorder.op("NegBackward0").input(a, (g, s) -> g.neg()).record(out);
  }

  /** a + c. */
  public static Tensor add(Tensor a, double c) {
    Tensor out = withScalar(a, c, Binary.ADD, false);
    return Recorder.op("AddBackward0").input(a, (g, s) -> g).record(out);
  }

  /** a - c. */
  public static Tensor sub(Tensor a, double c) {
    Tensor out = withScalar(a, c, Binary.SUB, false);
    return Recorder.op("SubBackward0").input(a, (g, s) -> g).record(out);
  }

  /** a * c. */
  public static Tensor mul(Tensor a, double c) {
    Tensor out = withScalar(a, c, Binary.MUL, false);
    return Recorder.op("MulBackward0").input(a, (g, s) -> g.mul(c)).record(out);
  }

  /** a / c; integers give float32. */
  public static Tensor div(Tensor a, double c) {
    Tensor x = Copy.cast(a, Elementwise.floating(a.dtype()));
    Tensor out = Elementwise.withScalar(x, c, Binary.DIV, false);
    return Recorder.op("DivBackward0").input(a, (g, s) -> g.div(c)).record(out);
  }

  /** c - a. */
  public static Tensor rsub(double c, Tensor a) {
    Tensor out = withScalar(a, c, Binary.SUB, true);
    return Recorder.op("RsubBackward1").input(a, (g, s) -> g.neg()).record(out);
  }

  /** A whole number keeps an integral type (bool becomes int64); a fraction makes it float32. */
  private static DType scalarType(Tensor a, double c) {
    if (a.dtype().isFloatingPoint()) {
      return a.dtype();
    }
    if (c != Math.rint(c)) {
      return DType.FLOAT32;
    }
    return a.dtype() == DType.BOOL ? DType.INT64 : a.dtype();
  }

  /** {@code c} as an operand beside {@code a} that does not change its type more than it must. */
  static Tensor scalarLike(Tensor a, double c) {
    return Tensors.scalar(scalarType(a, c), c);
  }

  /** {@code a op c}, or {@code c op a} if {@code swapped}; where that is integral, exactly. */
  private static Tensor withScalar(Tensor a, double c, Binary op, boolean swapped) {
    Tensor x = Copy.cast(a, scalarType(a, c));
    long k = (long) c;
    return x.dtype().isFloatingPoint()
        ? Elementwise.withScalar(x, c, op, swapped)
        : Elementwise.unaryLong(x, v -> swapped ? op.of(k, v) : op.of(v, k));
  }
}
