package io.kindling.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Tensor;

/**
 * Element-wise operations as methods of {@link Tensor}. A number is a {@link Scalar}: a {@code
 * long} keeps the type of whole numbers, a {@code double} makes them float32, as in PyTorch.
 */
public interface PointwiseMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  private Tensor operand(double value) {
    return TypePromotion.operand(self(), Scalar.of(value));
  }

  private Tensor operand(long value) {
    return TypePromotion.operand(self(), Scalar.of(value));
  }

  /** {@code this + other} of each pair; shapes broadcast. {@code torch.add}. */
  default Tensor add(Tensor other) {
    return Arithmetic.add(self(), other);
  }

  /** {@code this + other} of each element, in this type. {@code torch.add}. */
  default Tensor add(long other) {
    return Arithmetic.add(self(), Scalar.of(other));
  }

  /** {@code this + other} of each element; whole numbers become float32. {@code torch.add}. */
  default Tensor add(double other) {
    return Arithmetic.add(self(), Scalar.of(other));
  }

  /** {@code this - other} of each pair; shapes broadcast. {@code torch.sub}. */
  default Tensor sub(Tensor other) {
    return Arithmetic.sub(self(), other);
  }

  /** {@code this - other} of each element, in this type. {@code torch.sub}. */
  default Tensor sub(long other) {
    return Arithmetic.sub(self(), Scalar.of(other));
  }

  /** {@code this - other} of each element; whole numbers become float32. {@code torch.sub}. */
  default Tensor sub(double other) {
    return Arithmetic.sub(self(), Scalar.of(other));
  }

  /** {@code this * other} of each pair; shapes broadcast. {@code torch.mul}. */
  default Tensor mul(Tensor other) {
    return Arithmetic.mul(self(), other);
  }

  /** {@code this * other} of each element, in this type. {@code torch.mul}. */
  default Tensor mul(long other) {
    return Arithmetic.mul(self(), Scalar.of(other));
  }

  /** {@code this * other} of each element; whole numbers become float32. {@code torch.mul}. */
  default Tensor mul(double other) {
    return Arithmetic.mul(self(), Scalar.of(other));
  }

  /**
   * {@code this / other} of each pair; shapes broadcast. Whole numbers are divided as float32.
   * {@code torch.div}.
   */
  default Tensor div(Tensor other) {
    return Arithmetic.div(self(), other);
  }

  /**
   * {@code this / other} of each element, in this type. Whole numbers are divided as float32.
   * {@code torch.div}.
   */
  default Tensor div(long other) {
    return Arithmetic.div(self(), Scalar.of(other));
  }

  /** {@code this / other} of each element; whole numbers become float32. {@code torch.div}. */
  default Tensor div(double other) {
    return Arithmetic.div(self(), Scalar.of(other));
  }

  /** {@code this ^ exponent} of each pair; shapes broadcast. {@code torch.pow}. */
  default Tensor pow(Tensor exponent) {
    return Arithmetic.pow(self(), exponent);
  }

  /**
   * {@code this ^ exponent} of each element, in this type. {@code torch.pow}.
   *
   * @throws RuntimeException for a negative power of whole numbers
   */
  default Tensor pow(long exponent) {
    return Arithmetic.pow(self(), Scalar.of(exponent));
  }

  /** {@code this ^ exponent} of each element; whole numbers become float32. {@code torch.pow}. */
  default Tensor pow(double exponent) {
    return Arithmetic.pow(self(), Scalar.of(exponent));
  }

  /** {@code x^2} of each element x. {@code torch.square}. */
  default Tensor square() {
    return Arithmetic.pow(self(), Scalar.of(2));
  }

  /** {@code -x} of each element x. {@code torch.neg}. */
  default Tensor neg() {
    return Arithmetic.neg(self());
  }

  /** {@code |x|} of each element x; its gradient at 0 is 0. {@code torch.abs}. */
  default Tensor abs() {
    return UnaryMath.abs(self());
  }

  /** -1, 0 or 1 as each element is below, at or above 0; its gradient is 0. {@code torch.sign}. */
  default Tensor sign() {
    return UnaryMath.sign(self());
  }

  /** The greatest whole number not above each element; its gradient is 0. {@code torch.floor}. */
  default Tensor floor() {
    return UnaryMath.floor(self());
  }

  /** The least whole number not below each element; its gradient is 0. {@code torch.ceil}. */
  default Tensor ceil() {
    return UnaryMath.ceil(self());
  }

  /**
   * The whole number nearest to each element, of two the even one; its gradient is 0. {@code
   * torch.round}.
   */
  default Tensor round() {
    return UnaryMath.round(self());
  }

  /** {@code e^x} of each element x; whole numbers become float32. {@code torch.exp}. */
  default Tensor exp() {
    return UnaryMath.exp(self());
  }

  /**
   * {@code e^x - 1} of each element x, exact near 0; whole numbers become float32. {@code
   * torch.expm1}.
   */
  default Tensor expm1() {
    return UnaryMath.expm1(self());
  }

  /** {@code log x} of each element x, natural; whole numbers become float32. {@code torch.log}. */
  default Tensor log() {
    return UnaryMath.log(self());
  }

  /**
   * {@code log(1 + x)} of each element x, exact near 0; whole numbers become float32. {@code
   * torch.log1p}.
   */
  default Tensor log1p() {
    return UnaryMath.log1p(self());
  }

  /** {@code x^(1/2)} of each element x; whole numbers become float32. {@code torch.sqrt}. */
  default Tensor sqrt() {
    return UnaryMath.sqrt(self());
  }

  /** {@code x^(-1/2)} of each element x; whole numbers become float32. {@code torch.rsqrt}. */
  default Tensor rsqrt() {
    return UnaryMath.rsqrt(self());
  }

  /** {@code 1 / x} of each element x; whole numbers become float32. {@code torch.reciprocal}. */
  default Tensor reciprocal() {
    return UnaryMath.reciprocal(self());
  }

  /**
   * {@code sin x} of each element x, in radians; whole numbers become float32. {@code torch.sin}.
   */
  default Tensor sin() {
    return UnaryMath.sin(self());
  }

  /**
   * {@code cos x} of each element x, in radians; whole numbers become float32. {@code torch.cos}.
   */
  default Tensor cos() {
    return UnaryMath.cos(self());
  }

  /**
   * {@code (e^x - e^-x) / (e^x + e^-x)} of each element x; whole numbers become float32. {@code
   * torch.tanh}.
   */
  default Tensor tanh() {
    return UnaryMath.tanh(self());
  }

  /**
   * {@code 1 / (1 + e^-x)} of each element x; whole numbers become float32. {@code torch.sigmoid}.
   */
  default Tensor sigmoid() {
    return UnaryMath.sigmoid(self());
  }

  /** {@code max(x, 0)} of each element x; its gradient at 0 is 0. {@code torch.relu}. */
  default Tensor relu() {
    return UnaryMath.relu(self());
  }

  /** Where an element is not a number: bool of this shape. {@code torch.isnan}. */
  default Tensor isnan() {
    return UnaryMath.isnan(self());
  }

  /** Where an element is neither infinite nor NaN: bool of this shape. {@code torch.isfinite}. */
  default Tensor isfinite() {
    return UnaryMath.isfinite(self());
  }

  /** Where an element is 0: bool of this shape. {@code torch.logical_not}. */
  default Tensor logicalNot() {
    return UnaryMath.logicalNot(self());
  }

  /**
   * The greater of each pair, NaN if either is; shapes broadcast, equal ones share the gradient.
   * {@code torch.maximum}.
   */
  default Tensor maximum(Tensor other) {
    return Selection.maximum(self(), other);
  }

  /**
   * The smaller of each pair, NaN if either is; shapes broadcast, equal ones share the gradient.
   * {@code torch.minimum}.
   */
  default Tensor minimum(Tensor other) {
    return Selection.minimum(self(), other);
  }

  /**
   * {@code min(max(x, min), max)} of each element x, in this type; no gradient beyond the limits.
   * {@code torch.clamp}.
   */
  default Tensor clamp(long min, long max) {
    return Selection.clamp(self(), Scalar.of(min), Scalar.of(max));
  }

  /**
   * {@code min(max(x, min), max)} of each element x, whole numbers become float32; no gradient
   * beyond the limits. {@code torch.clamp}.
   */
  default Tensor clamp(double min, double max) {
    return Selection.clamp(self(), Scalar.of(min), Scalar.of(max));
  }

  /**
   * This tensor with {@code value} where the mask, bool and of a shape that broadcasts to this, is
   * true. {@code torch.masked_fill}.
   */
  default Tensor maskedFill(Tensor mask, long value) {
    return Selection.maskedFill(self(), mask, Scalar.of(value));
  }

  /**
   * This tensor with {@code value} where the mask, bool and of a shape that broadcasts to this, is
   * true. {@code torch.masked_fill}.
   */
  default Tensor maskedFill(Tensor mask, double value) {
    return Selection.maskedFill(self(), mask, Scalar.of(value));
  }

  /** Where this equals other: bool of the broadcast shape. {@code torch.eq}. */
  default Tensor eq(Tensor other) {
    return Elementwise.compare("eq", self(), other, (a, b) -> a == b);
  }

  /** Where this differs from other: bool of the broadcast shape. {@code torch.ne}. */
  default Tensor ne(Tensor other) {
    return Elementwise.compare("ne", self(), other, (a, b) -> a != b);
  }

  /** Where this is below other: bool of the broadcast shape. {@code torch.lt}. */
  default Tensor lt(Tensor other) {
    return Elementwise.compare("lt", self(), other, (a, b) -> a < b);
  }

  /** Where this is at most other: bool of the broadcast shape. {@code torch.le}. */
  default Tensor le(Tensor other) {
    return Elementwise.compare("le", self(), other, (a, b) -> a <= b);
  }

  /** Where this is above other: bool of the broadcast shape. {@code torch.gt}. */
  default Tensor gt(Tensor other) {
    return Elementwise.compare("gt", self(), other, (a, b) -> a > b);
  }

  /** Where this is at least other: bool of the broadcast shape. {@code torch.ge}. */
  default Tensor ge(Tensor other) {
    return Elementwise.compare("ge", self(), other, (a, b) -> a >= b);
  }

  /** Where an element equals other: bool of this shape. {@code torch.eq}. */
  default Tensor eq(long other) {
    return eq(operand(other));
  }

  /** Where an element equals other: bool of this shape. {@code torch.eq}. */
  default Tensor eq(double other) {
    return eq(operand(other));
  }

  /** Where an element differs from other: bool of this shape. {@code torch.ne}. */
  default Tensor ne(long other) {
    return ne(operand(other));
  }

  /** Where an element differs from other: bool of this shape. {@code torch.ne}. */
  default Tensor ne(double other) {
    return ne(operand(other));
  }

  /** Where an element is below other: bool of this shape. {@code torch.lt}. */
  default Tensor lt(long other) {
    return lt(operand(other));
  }

  /** Where an element is below other: bool of this shape. {@code torch.lt}. */
  default Tensor lt(double other) {
    return lt(operand(other));
  }

  /** Where an element is at most other: bool of this shape. {@code torch.le}. */
  default Tensor le(long other) {
    return le(operand(other));
  }

  /** Where an element is at most other: bool of this shape. {@code torch.le}. */
  default Tensor le(double other) {
    return le(operand(other));
  }

  /** Where an element is above other: bool of this shape. {@code torch.gt}. */
  default Tensor gt(long other) {
    return gt(operand(other));
  }

  /** Where an element is above other: bool of this shape. {@code torch.gt}. */
  default Tensor gt(double other) {
    return gt(operand(other));
  }

  /** Where an element is at least other: bool of this shape. {@code torch.ge}. */
  default Tensor ge(long other) {
    return ge(operand(other));
  }

  /** Where an element is at least other: bool of this shape. {@code torch.ge}. */
  default Tensor ge(double other) {
    return ge(operand(other));
  }

  /**
   * The elements in another type; this tensor itself when it has it already. {@code
   * torch.Tensor.to}.
   */
  default Tensor to(DType dtype) {
    return Copy.to(self(), dtype);
  }

  /** {@link #to} float32. {@code torch.Tensor.float}. */
  default Tensor toFloat() {
    return to(DType.FLOAT32);
  }

  /** {@link #to} float64. {@code torch.Tensor.double}. */
  default Tensor toDouble() {
    return to(DType.FLOAT64);
  }

  /** {@link #to} int64, cut off towards zero. {@code torch.Tensor.long}. */
  default Tensor toLong() {
    return to(DType.INT64);
  }
}
