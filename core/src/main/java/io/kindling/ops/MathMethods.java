package io.kindling.ops;

import io.kindling.tensor.Scalar;
import io.kindling.tensor.Tensor;

/** Mathematical functions of the elements as methods of {@link Tensor}. */
public interface MathMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * {@code tan x} of each element x, in radians; whole numbers become float32. {@code torch.tan}.
   */
  default Tensor tan() {
    return Trigonometry.tan(self());
  }

  /**
   * The angle whose sine is x, in radians, for each element x; whole numbers become float32. {@code
   * torch.asin}.
   */
  default Tensor asin() {
    return Trigonometry.asin(self());
  }

  /**
   * The angle whose cosine is x, in radians, for each element x; whole numbers become float32.
   * {@code torch.acos}.
   */
  default Tensor acos() {
    return Trigonometry.acos(self());
  }

  /**
   * The angle whose tangent is x, in radians, for each element x; whole numbers become float32.
   * {@code torch.atan}.
   */
  default Tensor atan() {
    return Trigonometry.atan(self());
  }

  /**
   * {@code (e^x - e^-x) / 2} of each element x; whole numbers become float32. {@code torch.sinh}.
   */
  default Tensor sinh() {
    return Trigonometry.sinh(self());
  }

  /**
   * {@code (e^x + e^-x) / 2} of each element x; whole numbers become float32. {@code torch.cosh}.
   */
  default Tensor cosh() {
    return Trigonometry.cosh(self());
  }

  /**
   * {@code log(x + (x^2 + 1)^(1/2))} of each element x; whole numbers become float32. {@code
   * torch.asinh}.
   */
  default Tensor asinh() {
    return Trigonometry.asinh(self());
  }

  /**
   * {@code log(x + (x^2 - 1)^(1/2))} of each element x; whole numbers become float32. {@code
   * torch.acosh}.
   */
  default Tensor acosh() {
    return Trigonometry.acosh(self());
  }

  /**
   * {@code log((1 + x) / (1 - x)) / 2} of each element x; whole numbers become float32. {@code
   * torch.atanh}.
   */
  default Tensor atanh() {
    return Trigonometry.atanh(self());
  }

  /** The angle of the point (other, this). {@code torch.atan2}. */
  default Tensor atan2(Tensor other) {
    return Trigonometry.atan2(self(), other);
  }

  /** {@code log x / log 2} of each element x; whole numbers become float32. {@code torch.log2}. */
  default Tensor log2() {
    return Logarithms.log2(self());
  }

  /**
   * {@code log x / log 10} of each element x; whole numbers become float32. {@code torch.log10}.
   */
  default Tensor log10() {
    return Logarithms.log10(self());
  }

  /** 2 to the power of each element. {@code torch.exp2}. */
  default Tensor exp2() {
    return Logarithms.exp2(self());
  }

  /** log(e^this + e^other). {@code torch.logaddexp}. */
  default Tensor logaddexp(Tensor other) {
    return Logarithms.logaddexp(self(), other);
  }

  /**
   * The error function, {@code 2 / pi^(1/2) * integral from 0 to x of e^(-t^2)}, of each element x.
   * {@code torch.erf}.
   */
  default Tensor erf() {
    return ErrorFunction.erf(self());
  }

  /** 1 - erf. {@code torch.erfc}. */
  default Tensor erfc() {
    return ErrorFunction.erfc(self());
  }

  /** log |gamma|. {@code torch.lgamma}. */
  default Tensor lgamma() {
    return GammaFunctions.lgamma(self());
  }

  /** The derivative of {@link #lgamma} at each element. {@code torch.digamma}. */
  default Tensor digamma() {
    return GammaFunctions.digamma(self());
  }

  /** The n-th derivative of digamma. {@code torch.polygamma}. */
  default Tensor polygamma(int n) {
    return GammaFunctions.polygamma(n, self());
  }

  /** The part of each element before the point; its gradient is 0. {@code torch.trunc}. */
  default Tensor trunc() {
    return Division.trunc(self());
  }

  /** The part after the point, with the sign. {@code torch.frac}. */
  default Tensor frac() {
    return Division.frac(self());
  }

  /**
   * {@code this - other * floor(this / other)} of each pair; shapes broadcast: it has the sign of
   * other. {@code torch.remainder}.
   */
  default Tensor remainder(Tensor other) {
    return Division.remainder(self(), other);
  }

  /**
   * {@code this - other * floor(this / other)} of each element: it has the sign of other. {@code
   * torch.remainder}.
   */
  default Tensor remainder(long other) {
    return Division.remainder(self(), Scalar.of(other));
  }

  /**
   * {@code this - other * floor(this / other)} of each element: it has the sign of other. {@code
   * torch.remainder}.
   */
  default Tensor remainder(double other) {
    return Division.remainder(self(), Scalar.of(other));
  }

  /**
   * {@code floor(this / other)} of each pair; shapes broadcast; without a gradient. {@code
   * torch.floor_divide}.
   */
  default Tensor floorDivide(Tensor other) {
    return Division.floorDivide(self(), other);
  }

  /**
   * {@code floor(this / other)} of each element; without a gradient. {@code torch.floor_divide}.
   */
  default Tensor floorDivide(long other) {
    return Division.floorDivide(self(), Scalar.of(other));
  }

  /**
   * {@code floor(this / other)} of each element; without a gradient. {@code torch.floor_divide}.
   */
  default Tensor floorDivide(double other) {
    return Division.floorDivide(self(), Scalar.of(other));
  }

  /** {@code max(x, min)} of each element x; no gradient below. {@code torch.clamp_min}. */
  default Tensor clampMin(long min) {
    return SpecialMath.clampMin(self(), Scalar.of(min));
  }

  /** {@code max(x, min)} of each element x; no gradient below. {@code torch.clamp_min}. */
  default Tensor clampMin(double min) {
    return SpecialMath.clampMin(self(), Scalar.of(min));
  }

  /** {@code min(x, max)} of each element x; no gradient above. {@code torch.clamp_max}. */
  default Tensor clampMax(long max) {
    return Selection.clampMax(self(), Scalar.of(max));
  }

  /** {@code min(x, max)} of each element x; no gradient above. {@code torch.clamp_max}. */
  default Tensor clampMax(double max) {
    return Selection.clampMax(self(), Scalar.of(max));
  }

  /** this + alpha * other. {@code torch.add}. */
  default Tensor add(Tensor other, long alpha) {
    return Arithmetic.add(self(), other, Scalar.of(alpha));
  }

  /** this + alpha * other; for floating types. {@code torch.add}. */
  default Tensor add(Tensor other, double alpha) {
    return Arithmetic.add(self(), other, Scalar.of(alpha));
  }

  /** c - this. {@code torch.rsub}. */
  default Tensor rsub(long c) {
    return Arithmetic.rsub(c, self());
  }

  /** c - this. {@code torch.rsub}. */
  default Tensor rsub(double c) {
    return Arithmetic.rsub(c, self());
  }

  /** this + weight * (end - this). {@code torch.lerp}. */
  default Tensor lerp(Tensor end, double weight) {
    return Lerp.lerp(self(), end, weight);
  }

  /**
   * {@code this + weight * (end - this)} of each three elements; shapes broadcast. {@code
   * torch.lerp}.
   */
  default Tensor lerp(Tensor end, Tensor weight) {
    return Lerp.lerp(self(), end, weight);
  }

  /** this + value * a * b. {@code torch.addcmul}. */
  default Tensor addcmul(Tensor a, Tensor b, double value) {
    return Lerp.addcmul(self(), a, b, Scalar.of(value));
  }

  /** this + value * a / b. {@code torch.addcdiv}. */
  default Tensor addcdiv(Tensor a, Tensor b, double value) {
    return Lerp.addcdiv(self(), a, b, Scalar.of(value));
  }

  /** Where both are not 0: bool of the broadcast shape. {@code torch.logical_and}. */
  default Tensor logicalAnd(Tensor other) {
    return Logic.and(self(), other);
  }

  /** Where one or both are not 0: bool of the broadcast shape. {@code torch.logical_or}. */
  default Tensor logicalOr(Tensor other) {
    return Logic.or(self(), other);
  }

  /**
   * Where one and not the other is not 0: bool of the broadcast shape. {@code torch.logical_xor}.
   */
  default Tensor logicalXor(Tensor other) {
    return Logic.xor(self(), other);
  }

  /** Where an element is infinite: bool of this shape. {@code torch.isinf}. */
  default Tensor isinf() {
    return Logic.isinf(self());
  }

  /** Where {@code |this - other| <= 1e-8 + 1e-5 * |other|}. {@code torch.isclose}. */
  default Tensor isclose(Tensor other) {
    return Logic.isclose(self(), other, 1e-5, 1e-8, false);
  }

  /**
   * Where {@code |this - other| <= atol + rtol * |other|}: bool of the broadcast shape. {@code
   * torch.isclose}.
   *
   * @param equalNan whether two NaN are close
   */
  default Tensor isclose(Tensor other, double rtol, double atol, boolean equalNan) {
    return Logic.isclose(self(), other, rtol, atol, equalNan);
  }

  /** Whether all elements are close, with PyTorch's default tolerances. {@code torch.allclose}. */
  default boolean allclose(Tensor other) {
    return Logic.all(isclose(other), false).item() != 0;
  }

  /**
   * Whether {@link #isclose(Tensor, double, double, boolean)} holds everywhere. {@code
   * torch.allclose}.
   */
  default boolean allclose(Tensor other, double rtol, double atol) {
    return Logic.all(isclose(other, rtol, atol, false), false).item() != 0;
  }

  /** Whether both have the same shape and elements; Python's {@code torch.equal}. */
  default boolean equal(Tensor other) {
    return Logic.equal(self(), other);
  }
}
