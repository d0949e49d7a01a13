package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.kernel.PointwiseKernels.Unary;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.function.DoubleUnaryOperator;

/**
 * Functions of one element. Integers give float32, unless the function keeps whole numbers whole.
 */
public final class UnaryMath {
  private static final String NUMBERS = "convert with to(...)";

  private UnaryMath() {}

  private static Tensor map(Tensor x, DoubleUnaryOperator f) {
    return Elementwise.unary(x, TypePromotion.floating(x.dtype()), f);
  }

  /** A function whose gradient rule is written with its input. */
  private static Tensor ofInput(String name, Tensor x, DoubleUnaryOperator f, Recorder.Rule rule) {
    return Recorder.op(name).save(x).input(x, rule).record(map(x, f));
  }

  /** A function whose gradient rule is written with its output. */
  private static Tensor ofOutput(String name, Tensor x, DoubleUnaryOperator f, Recorder.Rule rule) {
    return ofOutput(name, x, map(x, f), rule);
  }

  private static Tensor ofOutput(String name, Tensor x, Unary op, Recorder.Rule rule) {
    return ofOutput(name, x, Elementwise.unary(x, TypePromotion.floating(x.dtype()), op), rule);
  }

  private static Tensor ofOutput(String name, Tensor x, Tensor out, Recorder.Rule rule) {
    return Recorder.op(name).save(out).input(x, rule).record(out);
  }

  /** |x|; the gradient at 0 is 0. */
  public static Tensor abs(Tensor x) {
    TypePromotion.refuseBool("abs", NUMBERS, x.dtype());
    Tensor out =
        x.dtype().isFloatingPoint() ? map(x, Math::abs) : Elementwise.unaryLong(x, Math::abs);
    return Recorder.op("AbsBackward0")
        .save(x)
        .input(x, (g, s) -> g.mul(s.get(0).sign()))
        .record(out);
  }

  /** -1, 0 or 1 (0 for NaN); the gradient is 0. */
  public static Tensor sign(Tensor x) {
    return flat("SignBackward0", x, v -> v > 0 ? 1 : v < 0 ? -1 : 0);
  }

  /** The largest whole number not above x; the gradient is 0. */
  public static Tensor floor(Tensor x) {
    TypePromotion.refuseBool("floor", NUMBERS, x.dtype());
    return whole("FloorBackward0", x, Math::floor);
  }

  /** The smallest whole number not below x; the gradient is 0. */
  public static Tensor ceil(Tensor x) {
    TypePromotion.refuseBool("ceil", NUMBERS, x.dtype());
    return whole("CeilBackward0", x, Math::ceil);
  }

  /** The nearest whole number, ties to even; the gradient is 0. */
  public static Tensor round(Tensor x) {
    TypePromotion.refuseBool("round", NUMBERS, x.dtype());
    return whole("RoundBackward0", x, Math::rint);
  }

  /** A function that leaves whole numbers as they are. */
  static Tensor whole(String name, Tensor x, DoubleUnaryOperator f) {
    return x.dtype().isFloatingPoint() ? flat(name, x, f) : Copy.dense(x);
  }

  private static Tensor flat(String name, Tensor x, DoubleUnaryOperator f) {
    Tensor out = Elementwise.unary(x, x.dtype(), f);
    return Recorder.op(name).input(x, (g, s) -> Tensors.zerosLike(g)).record(out);
  }

  /** e^x. */
  public static Tensor exp(Tensor x) {
    return ofOutput("ExpBackward0", x, Unary.EXP, (g, s) -> g.mul(s.get(0)));
  }

  /** e^x - 1, exact near 0. */
  public static Tensor expm1(Tensor x) {
    return ofOutput("Expm1Backward0", x, Math::expm1, (g, s) -> g.mul(s.get(0).add(1)));
  }

  /** Natural logarithm. */
  public static Tensor log(Tensor x) {
    return ofInput("LogBackward0", x, Math::log, (g, s) -> g.div(s.get(0)));
  }

  /** log(1 + x), exact near 0. */
  public static Tensor log1p(Tensor x) {
    return ofInput("Log1PBackward0", x, Math::log1p, (g, s) -> g.div(s.get(0).add(1)));
  }

  /** Square root. */
  public static Tensor sqrt(Tensor x) {
    return ofOutput("SqrtBackward0", x, Unary.SQRT, (g, s) -> g.div(s.get(0).mul(2)));
  }

  /** 1 / sqrt(x). */
  public static Tensor rsqrt(Tensor x) {
    return ofOutput(
        "RsqrtBackward0", x, v -> 1 / Math.sqrt(v), (g, s) -> g.mul(s.get(0).pow(3)).mul(-0.5));
  }

  /** 1 / x. */
  public static Tensor reciprocal(Tensor x) {
    return ofOutput(
        "ReciprocalBackward0", x, v -> 1 / v, (g, s) -> g.neg().mul(s.get(0)).mul(s.get(0)));
  }

  public static Tensor sin(Tensor x) {
    return ofInput("SinBackward0", x, Math::sin, (g, s) -> g.mul(s.get(0).cos()));
  }

  public static Tensor cos(Tensor x) {
    return ofInput("CosBackward0", x, Math::cos, (g, s) -> g.neg().mul(s.get(0).sin()));
  }

  /** Hyperbolic tangent. */
  public static Tensor tanh(Tensor x) {
    return ofOutput(
        "TanhBackward0", x, Unary.TANH, (g, s) -> g.mul(Arithmetic.rsub(1, s.get(0).pow(2))));
  }

  /** 1 / (1 + e^-x). */
  public static Tensor sigmoid(Tensor x) {
    return ofOutput(
        "SigmoidBackward0",
        x,
        Unary.SIGMOID,
        (g, s) -> g.mul(Arithmetic.rsub(1, s.get(0))).mul(s.get(0)));
  }

  /** max(x, 0); the gradient at 0 is 0, NaN stays NaN. */
  public static Tensor relu(Tensor x) {
    TypePromotion.refuseBool("relu", NUMBERS, x.dtype());
    Tensor fast = Pending.relu(x);
    Tensor out = fast != null ? fast : Elementwise.unary(x, x.dtype(), Unary.RELU);
    return Recorder.op("ReluBackward0")
        .save(out)
        .input(x, (g, s) -> reluBackward(g, s.get(0)))
        .record(out);
  }

  private static Tensor reluBackward(Tensor g, Tensor out) {
    Tensor fast = GradMode.isEnabled() ? null : Pending.reluBackward(out, g);
    if (fast == null && !GradMode.isEnabled()) {
      fast = FloatRuns.binary(out, g, io.kindling.kernel.PointwiseLoops::reluBackward);
    }
    return fast != null ? fast : Selection.where(out.le(0), Tensors.scalar(g.dtype(), 0), g);
  }

  /** True where x is NaN. */
  public static Tensor isnan(Tensor x) {
    return Elementwise.compare("isnan", x, x, (a, b) -> Double.isNaN(a));
  }

  /** True where x is finite. */
  public static Tensor isfinite(Tensor x) {
    return Elementwise.compare("isfinite", x, x, (a, b) -> Double.isFinite(a));
  }

  /** True where x is 0. */
  public static Tensor logicalNot(Tensor x) {
    return Elementwise.compare("logical_not", x, Tensors.scalar(DType.BOOL, 0), (a, b) -> a == 0);
  }
}
