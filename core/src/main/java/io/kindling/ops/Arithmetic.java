package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.kernel.PointwiseKernels.Binary;
import io.kindling.kernel.PointwiseKernels.Unary;
import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
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

  /** a + alpha * b; whole numbers take a whole alpha. */
  public static Tensor add(Tensor a, Tensor b, Scalar alpha) {
    double factor = alpha.toDouble();
    if (factor == 1 && !alpha.isFloatingPoint()) {
      return add(a, b);
    }
    DType dtype = TypePromotion.resultType(a, b);
    TypePromotion.checkFactor("add", "alpha", dtype, alpha);
    long whole = alpha.toLong();
    Tensor out =
        Elementwise.binary("add", a, b, dtype, (x, y) -> x + factor * y, (x, y) -> x + whole * y);
    return Recorder.op("AddBackward0")
        .input(a, (g, s) -> g)
        .input(b, (g, s) -> factor == 1 ? g : g.mul(factor))
        .record(out);
  }

  /** a - b. */
  public static Tensor sub(Tensor a, Tensor b) {
    refuseBool(a, b.dtype());
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
    DType dtype = TypePromotion.floating(TypePromotion.resultType(a, b));
    Tensor out = Elementwise.binary("div", a, b, dtype, Binary.DIV);
    return Recorder.op("DivBackward0")
        .save(a, b)
        .input(a, (g, s) -> g.div(s.get(1)))
        .input(b, (g, s) -> g.neg().mul(s.get(0).div(s.get(1)).div(s.get(1))))
        .record(out);
  }

  private static void refuseBool(Tensor a, DType... others) {
    TypePromotion.refuseBool("sub", "use logicalXor or logicalNot", a.dtype());
    TypePromotion.refuseBool("sub", "use logicalXor or logicalNot", others);
  }

  /** a to the power b, element by element; whole numbers overflow as products of them do. */
  public static Tensor pow(Tensor a, Tensor b) {
    DType dtype = TypePromotion.resultType(a, b);
    TypePromotion.refuseBool("pow", "convert one of them with to(...)", dtype);
    Tensor out = Elementwise.binary("pow", a, b, dtype, Arithmetic::power, Arithmetic::power);
    return Recorder.op("PowBackward1")
        .save(a, b, out)
        .input(
            a,
            (g, s) -> {
              Tensor exponent = s.get(1).to(g.dtype());
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

  /** a to a constant power, which is not negative where a and it are whole. */
  public static Tensor pow(Tensor a, Scalar exponent) {
    double power = exponent.toDouble();
    DType dtype = TypePromotion.resultType(a, exponent);
    if (!dtype.isFloatingPoint() && power < 0) {
      throw new IllegalArgumentException(
          "pow: Integers to negative integer powers are not allowed, got "
              + a.dtype()
              + " and "
              + exponent
              + "; convert with to(DType.FLOAT32)");
    }
    return Recorder.op("PowBackward0")
        .save(a)
        .input(
            a,
            (g, s) -> power == 0 ? Tensors.zerosLike(g) : g.mul(s.get(0).pow(power - 1).mul(power)))
        .record(power(a, exponent, dtype));
  }

  private static Tensor power(Tensor a, Scalar exponent, DType dtype) {
    if (exponent.toDouble() == 2) {
      return Elementwise.binary("pow", a, a, dtype, Binary.MUL);
    }
    if (dtype.isFloatingPoint()) {
      return Elementwise.unary(a, dtype, power(exponent.toDouble()));
    }
    TypePromotion.fitting("pow", dtype, exponent);
    return Elementwise.unaryLong(Copy.cast(a, dtype), x -> power(x, exponent.toLong()));
  }

  /** c to the power a. */
  public static Tensor rpow(Scalar c, Tensor a) {
    double base = c.toDouble();
    DType dtype = TypePromotion.resultType(a, c);
    Tensor out =
        dtype.isFloatingPoint()
            ? Elementwise.unary(a, dtype, x -> power(base, x))
            : Elementwise.unaryLong(Copy.cast(a, dtype), x -> power(c.toLong(), x));
    return Recorder.op("PowBackward2")
        .save(a, out)
        .input(
            a,
            (g, s) ->
                base == 0
                    // 0^a is flat where a >= 0, and falls without bound below.
                    ? g.mul(s.get(1).mul(Double.NEGATIVE_INFINITY).maskedFill(s.get(0).ge(0), 0))
                    : g.mul(s.get(1).mul(Math.log(base))))
        .record(out);
  }

  /** {@link #rpow(Scalar, Tensor)} of a whole number. */
  public static Tensor rpow(long c, Tensor a) {
    return rpow(Scalar.of(c), a);
  }

  /** {@link #rpow(Scalar, Tensor)} of a floating point number. */
  public static Tensor rpow(double c, Tensor a) {
    return rpow(Scalar.of(c), a);
  }

  /** By squaring; 1 / x^-y, cut to a whole number, for negative y. */
  private static long power(long x, long y) {
    if (y < 0) {
      return x == 1 ? 1 : x == -1 ? ((y & 1) == 0 ? 1 : -1) : 0;
    }
    long result = 1;
    for (long square = x, rest = y; rest > 0; rest >>= 1, square *= square) {
      if ((rest & 1) == 1) {
        result *= square;
      }
    }
    return result;
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
    TypePromotion.refuseBool("neg", "use logicalNot", a.dtype());
    Tensor out =
        a.dtype().isFloatingPoint()
            ? Elementwise.unary(a, a.dtype(), Unary.NEG)
            : Elementwise.unaryLong(a, x -> -x);
    return Recorder.op("NegBackward0").input(a, (g, s) -> g.neg()).record(out);
  }

  /** a + c. */
  public static Tensor add(Tensor a, Scalar c) {
    Tensor out = withScalar(a, c, Binary.ADD, false);
    return Recorder.op("AddBackward0").input(a, (g, s) -> g).record(out);
  }

  /** a - c. */
  public static Tensor sub(Tensor a, Scalar c) {
    refuseBool(a);
    Tensor out = withScalar(a, c, Binary.SUB, false);
    return Recorder.op("SubBackward0").input(a, (g, s) -> g).record(out);
  }

  /** a * c. */
  public static Tensor mul(Tensor a, Scalar c) {
    Tensor out = withScalar(a, c, Binary.MUL, false);
    double factor = c.toDouble();
    return Recorder.op("MulBackward0").input(a, (g, s) -> g.mul(factor)).record(out);
  }

  /** a / c; integers give float32. */
  public static Tensor div(Tensor a, Scalar c) {
    Tensor x = Copy.cast(a, TypePromotion.floating(a.dtype()));
    double divisor = c.toDouble();
    Tensor out = Elementwise.withScalar(x, divisor, Binary.DIV, false);
    return Recorder.op("DivBackward0").input(a, (g, s) -> g.div(divisor)).record(out);
  }

  /** c - a. */
  public static Tensor rsub(Scalar c, Tensor a) {
    refuseBool(a);
    Tensor out = withScalar(a, c, Binary.SUB, true);
    return Recorder.op("RsubBackward1").input(a, (g, s) -> g.neg()).record(out);
  }

  /** {@link #rsub(Scalar, Tensor)} of a whole number. */
  public static Tensor rsub(long c, Tensor a) {
    return rsub(Scalar.of(c), a);
  }

  /** {@link #rsub(Scalar, Tensor)} of a floating point number. */
  public static Tensor rsub(double c, Tensor a) {
    return rsub(Scalar.of(c), a);
  }

  /** {@code a op c}, or {@code c op a} if {@code swapped}; where that is integral, exactly. */
  private static Tensor withScalar(Tensor a, Scalar c, Binary op, boolean swapped) {
    Tensor x = Copy.cast(a, TypePromotion.resultType(a, c));
    long k = c.toLong();
    return x.dtype().isFloatingPoint()
        ? Elementwise.withScalar(x, c.toDouble(), op, swapped)
        : Elementwise.unaryLong(x, v -> swapped ? op.of(k, v) : op.of(v, k));
  }
}
