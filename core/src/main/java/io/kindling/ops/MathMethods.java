package io.kindling.ops;

import io.kindling.tensor.Scalar;
import io.kindling.tensor.Tensor;

/** Mathematical functions of the elements as methods of {@link Tensor}. */
public interface MathMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  default Tensor tan() {
    return Trigonometry.tan(self());
  }

  default Tensor asin() {
    return Trigonometry.asin(self());
  }

  default Tensor acos() {
    return Trigonometry.acos(self());
  }

  default Tensor atan() {
    return Trigonometry.atan(self());
  }

  default Tensor sinh() {
    return Trigonometry.sinh(self());
  }

  default Tensor cosh() {
    return Trigonometry.cosh(self());
  }

  default Tensor asinh() {
    return Trigonometry.asinh(self());
  }

  default Tensor acosh() {
    return Trigonometry.acosh(self());
  }

  default Tensor atanh() {
    return Trigonometry.atanh(self());
  }

  /** The angle of the point (other, this). */
  default Tensor atan2(Tensor other) {
    return Trigonometry.atan2(self(), other);
  }

  default Tensor log2() {
    return Logarithms.log2(self());
  }

  default Tensor log10() {
    return Logarithms.log10(self());
  }

  /** 2 to the power of each element. */
  default Tensor exp2() {
    return Logarithms.exp2(self());
  }

  /** log(e^this + e^other). */
  default Tensor logaddexp(Tensor other) {
    return Logarithms.logaddexp(self(), other);
  }

  default Tensor erf() {
    return ErrorFunction.erf(self());
  }

  /** 1 - erf. */
  default Tensor erfc() {
    return ErrorFunction.erfc(self());
  }

  /** log |gamma|. */
  default Tensor lgamma() {
    return GammaFunctions.lgamma(self());
  }

  default Tensor digamma() {
    return GammaFunctions.digamma(self());
  }

  /** The n-th derivative of digamma. */
  default Tensor polygamma(int n) {
    return GammaFunctions.polygamma(n, self());
  }

  default Tensor trunc() {
    return Division.trunc(self());
  }

  /** The part after the point, with the sign. */
  default Tensor frac() {
    return Division.frac(self());
  }

  default Tensor remainder(Tensor other) {
    return Division.remainder(self(), other);
  }

  default Tensor remainder(long other) {
    return Division.remainder(self(), Scalar.of(other));
  }

  default Tensor remainder(double other) {
    return Division.remainder(self(), Scalar.of(other));
  }

  default Tensor floorDivide(Tensor other) {
    return Division.floorDivide(self(), other);
  }

  default Tensor floorDivide(long other) {
    return Division.floorDivide(self(), Scalar.of(other));
  }

  default Tensor floorDivide(double other) {
    return Division.floorDivide(self(), Scalar.of(other));
  }

  default Tensor clampMin(long min) {
    return SpecialMath.clampMin(self(), Scalar.of(min));
  }

  default Tensor clampMin(double min) {
    return SpecialMath.clampMin(self(), Scalar.of(min));
  }

  default Tensor clampMax(long max) {
    return Selection.clampMax(self(), Scalar.of(max));
  }

  default Tensor clampMax(double max) {
    return Selection.clampMax(self(), Scalar.of(max));
  }

  /** this + alpha * other. */
  default Tensor add(Tensor other, long alpha) {
    return Arithmetic.add(self(), other, Scalar.of(alpha));
  }

  /** this + alpha * other; for floating types. */
  default Tensor add(Tensor other, double alpha) {
    return Arithmetic.add(self(), other, Scalar.of(alpha));
  }

  /** c - this. */
  default Tensor rsub(long c) {
    return Arithmetic.rsub(c, self());
  }

  /** c - this. */
  default Tensor rsub(double c) {
    return Arithmetic.rsub(c, self());
  }

  /** this + weight * (end - this). */
  default Tensor lerp(Tensor end, double weight) {
    return Lerp.lerp(self(), end, weight);
  }

  default Tensor lerp(Tensor end, Tensor weight) {
    return Lerp.lerp(self(), end, weight);
  }

  /** this + value * a * b. */
  default Tensor addcmul(Tensor a, Tensor b, double value) {
    return Lerp.addcmul(self(), a, b, Scalar.of(value));
  }

  /** this + value * a / b. */
  default Tensor addcdiv(Tensor a, Tensor b, double value) {
    return Lerp.addcdiv(self(), a, b, Scalar.of(value));
  }

  default Tensor logicalAnd(Tensor other) {
    return Logic.and(self(), other);
  }

  default Tensor logicalOr(Tensor other) {
    return Logic.or(self(), other);
  }

  default Tensor logicalXor(Tensor other) {
    return Logic.xor(self(), other);
  }

  default Tensor isinf() {
    return Logic.isinf(self());
  }

  /** Where {@code |this - other| <= 1e-8 + 1e-5 * |other|}. */
  default Tensor isclose(Tensor other) {
    return Logic.isclose(self(), other, 1e-5, 1e-8, false);
  }

  default Tensor isclose(Tensor other, double rtol, double atol, boolean equalNan) {
    return Logic.isclose(self(), other, rtol, atol, equalNan);
  }

  /** Whether all elements are close, with PyTorch's default tolerances. */
  default boolean allclose(Tensor other) {
    return Logic.all(isclose(other), false).item() != 0;
  }

  default boolean allclose(Tensor other, double rtol, double atol) {
    return Logic.all(isclose(other, rtol, atol, false), false).item() != 0;
  }

  /** Whether both have the same shape and elements; Python's {@code torch.equal}. */
  default boolean equal(Tensor other) {
    return Logic.equal(self(), other);
  }
}
