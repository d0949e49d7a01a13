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

  default Tensor add(Tensor other) {
    return Arithmetic.add(self(), other);
  }

  default Tensor add(long other) {
    return Arithmetic.add(self(), Scalar.of(other));
  }

  default Tensor add(double other) {
    return Arithmetic.add(self(), Scalar.of(other));
  }

  default Tensor sub(Tensor other) {
    return Arithmetic.sub(self(), other);
  }

  default Tensor sub(long other) {
    return Arithmetic.sub(self(), Scalar.of(other));
  }

  default Tensor sub(double other) {
    return Arithmetic.sub(self(), Scalar.of(other));
  }

  default Tensor mul(Tensor other) {
    return Arithmetic.mul(self(), other);
  }

  default Tensor mul(long other) {
    return Arithmetic.mul(self(), Scalar.of(other));
  }

  default Tensor mul(double other) {
    return Arithmetic.mul(self(), Scalar.of(other));
  }

  default Tensor div(Tensor other) {
    return Arithmetic.div(self(), other);
  }

  default Tensor div(long other) {
    return Arithmetic.div(self(), Scalar.of(other));
  }

  default Tensor div(double other) {
    return Arithmetic.div(self(), Scalar.of(other));
  }

  default Tensor pow(Tensor exponent) {
    return Arithmetic.pow(self(), exponent);
  }

  default Tensor pow(long exponent) {
    return Arithmetic.pow(self(), Scalar.of(exponent));
  }

  default Tensor pow(double exponent) {
    return Arithmetic.pow(self(), Scalar.of(exponent));
  }

  default Tensor square() {
    return Arithmetic.pow(self(), Scalar.of(2));
  }

  default Tensor neg() {
    return Arithmetic.neg(self());
  }

  default Tensor abs() {
    return UnaryMath.abs(self());
  }

  default Tensor sign() {
    return UnaryMath.sign(self());
  }

  default Tensor floor() {
    return UnaryMath.floor(self());
  }

  default Tensor ceil() {
    return UnaryMath.ceil(self());
  }

  default Tensor round() {
    return UnaryMath.round(self());
  }

  default Tensor exp() {
    return UnaryMath.exp(self());
  }

  default Tensor expm1() {
    return UnaryMath.expm1(self());
  }

  default Tensor log() {
    return UnaryMath.log(self());
  }

  default Tensor log1p() {
    return UnaryMath.log1p(self());
  }

  default Tensor sqrt() {
    return UnaryMath.sqrt(self());
  }

  default Tensor rsqrt() {
    return UnaryMath.rsqrt(self());
  }

  default Tensor reciprocal() {
    return UnaryMath.reciprocal(self());
  }

  default Tensor sin() {
    return UnaryMath.sin(self());
  }

  default Tensor cos() {
    return UnaryMath.cos(self());
  }

  default Tensor tanh() {
    return UnaryMath.tanh(self());
  }

  default Tensor sigmoid() {
    return UnaryMath.sigmoid(self());
  }

  default Tensor relu() {
    return UnaryMath.relu(self());
  }

  default Tensor isnan() {
    return UnaryMath.isnan(self());
  }

  default Tensor isfinite() {
    return UnaryMath.isfinite(self());
  }

  default Tensor logicalNot() {
    return UnaryMath.logicalNot(self());
  }

  default Tensor maximum(Tensor other) {
    return Selection.maximum(self(), other);
  }

  default Tensor minimum(Tensor other) {
    return Selection.minimum(self(), other);
  }

  default Tensor clamp(long min, long max) {
    return Selection.clamp(self(), Scalar.of(min), Scalar.of(max));
  }

  default Tensor clamp(double min, double max) {
    return Selection.clamp(self(), Scalar.of(min), Scalar.of(max));
  }

  default Tensor maskedFill(Tensor mask, long value) {
    return Selection.maskedFill(self(), mask, Scalar.of(value));
  }

  default Tensor maskedFill(Tensor mask, double value) {
    return Selection.maskedFill(self(), mask, Scalar.of(value));
  }

  default Tensor eq(Tensor other) {
    return Elementwise.compare("eq", self(), other, (a, b) -> a == b);
  }

  default Tensor ne(Tensor other) {
    return Elementwise.compare("ne", self(), other, (a, b) -> a != b);
  }

  default Tensor lt(Tensor other) {
    return Elementwise.compare("lt", self(), other, (a, b) -> a < b);
  }

  default Tensor le(Tensor other) {
    return Elementwise.compare("le", self(), other, (a, b) -> a <= b);
  }

  default Tensor gt(Tensor other) {
    return Elementwise.compare("gt", self(), other, (a, b) -> a > b);
  }

  default Tensor ge(Tensor other) {
    return Elementwise.compare("ge", self(), other, (a, b) -> a >= b);
  }

  default Tensor eq(long other) {
    return eq(operand(other));
  }

  default Tensor eq(double other) {
    return eq(operand(other));
  }

  default Tensor ne(long other) {
    return ne(operand(other));
  }

  default Tensor ne(double other) {
    return ne(operand(other));
  }

  default Tensor lt(long other) {
    return lt(operand(other));
  }

  default Tensor lt(double other) {
    return lt(operand(other));
  }

  default Tensor le(long other) {
    return le(operand(other));
  }

  default Tensor le(double other) {
    return le(operand(other));
  }

  default Tensor gt(long other) {
    return gt(operand(other));
  }

  default Tensor gt(double other) {
    return gt(operand(other));
  }

  default Tensor ge(long other) {
    return ge(operand(other));
  }

  default Tensor ge(double other) {
    return ge(operand(other));
  }

  /** The elements in another type; this tensor itself when it has it already. */
  default Tensor to(DType dtype) {
    return Copy.to(self(), dtype);
  }

  default Tensor toFloat() {
    return to(DType.FLOAT32);
  }

  default Tensor toDouble() {
    return to(DType.FLOAT64);
  }

  default Tensor toLong() {
    return to(DType.INT64);
  }
}
