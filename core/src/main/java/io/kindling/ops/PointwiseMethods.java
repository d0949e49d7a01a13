package io.kindling.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * Element-wise operations as methods of {@link Tensor}; a scalar operand keeps the tensor's type.
 */
public interface PointwiseMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  private Tensor scalar(double value) {
    DType own = self().dtype();
    boolean whole = !own.isFloatingPoint() && value == Math.rint(value);
    return Tensors.scalar(whole ? DType.INT64 : Elementwise.floating(own), value);
  }

  default Tensor add(Tensor other) {
    return Arithmetic.add(self(), other);
  }

  default Tensor add(double other) {
    return Arithmetic.add(self(), other);
  }

  default Tensor sub(Tensor other) {
    return Arithmetic.sub(self(), other);
  }

  default Tensor sub(double other) {
    return Arithmetic.sub(self(), other);
  }

  default Tensor mul(Tensor other) {
    return Arithmetic.mul(self(), other);
  }

  default Tensor mul(double other) {
    return Arithmetic.mul(self(), other);
  }

  default Tensor div(Tensor other) {
    return Arithmetic.div(self(), other);
  }

  default Tensor div(double other) {
    return Arithmetic.div(self(), other);
  }

  default Tensor pow(Tensor exponent) {
    return Arithmetic.pow(self(), exponent);
  }

  default Tensor pow(double exponent) {
    return Arithmetic.pow(self(), exponent);
  }

  default Tensor square() {
    return Arithmetic.pow(self(), 2);
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

  default Tensor clamp(double min, double max) {
    return Selection.clamp(self(), min, max);
  }

  default Tensor maskedFill(Tensor mask, double value) {
    return Selection.maskedFill(self(), mask, value);
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

  default Tensor eq(double other) {
    return eq(scalar(other));
  }

  default Tensor ne(double other) {
    return ne(scalar(other));
  }

  default Tensor lt(double other) {
    return lt(scalar(other));
  }

  default Tensor le(double other) {
    return le(scalar(other));
  }

  default Tensor gt(double other) {
    return gt(scalar(other));
  }

  default Tensor ge(double other) {
    return ge(scalar(other));
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
