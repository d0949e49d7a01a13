package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.autograd.Saved;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/** Circular and hyperbolic functions and their inverses, in radians. */
public final class Trigonometry {
  private Trigonometry() {}

  private static Tensor map(Tensor x, DoubleUnaryOperator f) {
    return Elementwise.unary(x, TypePromotion.floating(x.dtype()), f);
  }

  private static Tensor ofInput(String name, Tensor x, DoubleUnaryOperator f, Recorder.Rule rule) {
    return Recorder.op(name).save(x).input(x, rule).record(map(x, f));
  }

  /** Tangent; slope 1 + tan^2. */
  public static Tensor tan(Tensor x) {
    Tensor out = map(x, Math::tan);
    return Recorder.op("TanBackward0")
        .save(out)
        .input(x, (g, s) -> g.mul(s.get(0).square().add(1)))
        .record(out);
  }

  /** Inverse sine; slope 1 / sqrt(1 - x^2). */
  public static Tensor asin(Tensor x) {
    return ofInput(
        "AsinBackward0", x, Math::asin, (g, s) -> g.mul(oneMinusSquare(s.get(0)).rsqrt()));
  }

  /** Inverse cosine; slope -1 / sqrt(1 - x^2). */
  public static Tensor acos(Tensor x) {
    return ofInput(
        "AcosBackward0", x, Math::acos, (g, s) -> g.mul(oneMinusSquare(s.get(0)).rsqrt()).neg());
  }

  /** Inverse tangent; slope 1 / (1 + x^2). */
  public static Tensor atan(Tensor x) {
    return ofInput("AtanBackward0", x, Math::atan, (g, s) -> g.div(s.get(0).square().add(1)));
  }

  public static Tensor sinh(Tensor x) {
    return ofInput("SinhBackward0", x, Math::sinh, (g, s) -> g.mul(cosh(s.get(0))));
  }

  public static Tensor cosh(Tensor x) {
    return ofInput("CoshBackward0", x, Math::cosh, (g, s) -> g.mul(sinh(s.get(0))));
  }

  /** Inverse hyperbolic sine; slope 1 / sqrt(x^2 + 1). */
  public static Tensor asinh(Tensor x) {
    return ofInput(
        "AsinhBackward0",
        x,
        Trigonometry::asinh,
        (g, s) -> g.mul(s.get(0).square().add(1).rsqrt()));
  }

  /** Inverse hyperbolic cosine; slope 1 / sqrt(x^2 - 1). */
  public static Tensor acosh(Tensor x) {
    return ofInput(
        "AcoshBackward0",
        x,
        v -> v < 1 ? Double.NaN : Math.log(v + Math.sqrt(v - 1) * Math.sqrt(v + 1)),
        (g, s) -> g.mul(s.get(0).square().sub(1).rsqrt()));
  }

  /** Inverse hyperbolic tangent; slope 1 / (1 - x^2). */
  public static Tensor atanh(Tensor x) {
    return ofInput(
        "AtanhBackward0",
        x,
        v -> 0.5 * (Math.log1p(v) - Math.log1p(-v)),
        (g, s) -> g.div(oneMinusSquare(s.get(0))));
  }

  /** The angle of the point (x, y), in (-pi, pi]. */
  public static Tensor atan2(Tensor y, Tensor x) {
    Tensor out =
        Elementwise.binary(
            "atan2",
            y,
            x,
            TypePromotion.floating(TypePromotion.resultType(y, x)),
            Math::atan2,
            null);
    return Recorder.op("Atan2Backward0")
        .save(y, x)
        .input(y, (g, s) -> g.mul(overSquares(s.get(1).to(g.dtype()), s, g.dtype())))
        .input(x, (g, s) -> g.mul(overSquares(s.get(0).to(g.dtype()).neg(), s, g.dtype())))
        .record(out);
  }

  /** {@code part / (y^2 + x^2)}; 0 in the origin, where the angle has no derivative. */
  private static Tensor overSquares(Tensor part, Saved s, DType dtype) {
    Tensor squares = s.get(0).to(dtype).square().add(s.get(1).to(dtype).square());
    return part.div(squares).maskedFill(squares.eq(0), 0);
  }

  private static Tensor oneMinusSquare(Tensor x) {
    return Arithmetic.rsub(1, x.square());
  }

  private static double asinh(double v) {
    double magnitude = Math.abs(v);
    // log1p keeps the digits of small arguments.
    double value =
        magnitude > 1e8
            ? Math.log(magnitude) + Math.log(2)
            : Math.log1p(
                magnitude + magnitude * magnitude / (1 + Math.sqrt(magnitude * magnitude + 1)));
    return Math.copySign(value, v);
  }
}
