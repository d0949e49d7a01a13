package io.kindling.ops;

import io.kindling.tensor.Scalar;
import io.kindling.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Operations that overwrite the tensor and return it; a trailing underscore marks them, as in
 * PyTorch. Refused for a leaf that requires a gradient, unless inside {@code GradMode.noGrad()}.
 */
public interface InPlaceMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * {@code this += other}; other broadcasts to this shape and is converted to this type. {@code
   * torch.Tensor.add_}.
   */
  default Tensor add_(Tensor other) {
    return InPlace.add(self(), other, Scalar.of(1));
  }

  /** this += alpha * other. {@code torch.Tensor.add_}. */
  default Tensor add_(Tensor other, long alpha) {
    return InPlace.add(self(), other, Scalar.of(alpha));
  }

  /** this += alpha * other; for floating types. {@code torch.Tensor.add_}. */
  default Tensor add_(Tensor other, double alpha) {
    return InPlace.add(self(), other, Scalar.of(alpha));
  }

  /** {@code this += other} for each element. {@code torch.Tensor.add_}. */
  default Tensor add_(long other) {
    return InPlace.add(self(), Scalar.of(other));
  }

  /** {@code this += other} for each element. {@code torch.Tensor.add_}. */
  default Tensor add_(double other) {
    return InPlace.add(self(), Scalar.of(other));
  }

  /**
   * {@code this -= other}; other broadcasts to this shape and is converted to this type. {@code
   * torch.Tensor.sub_}.
   */
  default Tensor sub_(Tensor other) {
    return InPlace.sub(self(), other);
  }

  /** {@code this -= other} for each element. {@code torch.Tensor.sub_}. */
  default Tensor sub_(long other) {
    return InPlace.sub(self(), Scalar.of(other));
  }

  /** {@code this -= other} for each element. {@code torch.Tensor.sub_}. */
  default Tensor sub_(double other) {
    return InPlace.sub(self(), Scalar.of(other));
  }

  /**
   * {@code this *= other}; other broadcasts to this shape and is converted to this type. {@code
   * torch.Tensor.mul_}.
   */
  default Tensor mul_(Tensor other) {
    return InPlace.mul(self(), other);
  }

  /** {@code this *= other} for each element. {@code torch.Tensor.mul_}. */
  default Tensor mul_(long other) {
    return InPlace.mul(self(), Scalar.of(other));
  }

  /** {@code this *= other} for each element. {@code torch.Tensor.mul_}. */
  default Tensor mul_(double other) {
    return InPlace.mul(self(), Scalar.of(other));
  }

  /**
   * {@code this /= other}; other broadcasts to this shape and is converted to this type. {@code
   * torch.Tensor.div_}.
   */
  default Tensor div_(Tensor other) {
    return InPlace.div(self(), other);
  }

  /** {@code this /= other} for each element. {@code torch.Tensor.div_}. */
  default Tensor div_(long other) {
    return InPlace.div(self(), Scalar.of(other));
  }

  /** {@code this /= other} for each element. {@code torch.Tensor.div_}. */
  default Tensor div_(double other) {
    return InPlace.div(self(), Scalar.of(other));
  }

  /** {@code this = this ^ exponent} for each element. {@code torch.Tensor.pow_}. */
  default Tensor pow_(long exponent) {
    return InPlace.apply("pow_", self(), x -> x.pow(exponent));
  }

  /** {@code this = this ^ exponent} for each element. {@code torch.Tensor.pow_}. */
  default Tensor pow_(double exponent) {
    return InPlace.apply("pow_", self(), x -> x.pow(exponent));
  }

  /** {@code this = -this} for each element. {@code torch.Tensor.neg_}. */
  default Tensor neg_() {
    return InPlace.apply("neg_", self(), Tensor::neg);
  }

  /** {@code this = |this|} for each element. {@code torch.Tensor.abs_}. */
  default Tensor abs_() {
    return InPlace.apply("abs_", self(), Tensor::abs);
  }

  /** {@code this = e^this} for each element. {@code torch.Tensor.exp_}. */
  default Tensor exp_() {
    return InPlace.apply("exp_", self(), Tensor::exp);
  }

  /** {@code this = log this} for each element. {@code torch.Tensor.log_}. */
  default Tensor log_() {
    return InPlace.apply("log_", self(), Tensor::log);
  }

  /** {@code this = this^(1/2)} for each element. {@code torch.Tensor.sqrt_}. */
  default Tensor sqrt_() {
    return InPlace.apply("sqrt_", self(), Tensor::sqrt);
  }

  /** {@code this = tanh this} for each element. {@code torch.Tensor.tanh_}. */
  default Tensor tanh_() {
    return InPlace.apply("tanh_", self(), Tensor::tanh);
  }

  /** {@code this = 1 / (1 + e^-this)} for each element. {@code torch.Tensor.sigmoid_}. */
  default Tensor sigmoid_() {
    return InPlace.apply("sigmoid_", self(), Tensor::sigmoid);
  }

  /** {@code this = max(this, 0)} for each element. {@code torch.relu_}. */
  default Tensor relu_() {
    return InPlace.apply("relu_", self(), Tensor::relu);
  }

  /** {@code this = min(max(this, min), max)} for each element. {@code torch.Tensor.clamp_}. */
  default Tensor clamp_(long min, long max) {
    return InPlace.apply("clamp_", self(), x -> x.clamp(min, max));
  }

  /** {@code this = min(max(this, min), max)} for each element. {@code torch.Tensor.clamp_}. */
  default Tensor clamp_(double min, double max) {
    return InPlace.apply("clamp_", self(), x -> x.clamp(min, max));
  }

  /**
   * Overwrites with {@code value} where the mask, which broadcasts to this shape, is true. {@code
   * torch.Tensor.masked_fill_}.
   */
  default Tensor maskedFill_(Tensor mask, long value) {
    return InPlace.apply("masked_fill_", self(), x -> x.maskedFill(mask, value));
  }

  /**
   * Overwrites with {@code value} where the mask, which broadcasts to this shape, is true. {@code
   * torch.Tensor.masked_fill_}.
   */
  default Tensor maskedFill_(Tensor mask, double value) {
    return InPlace.apply("masked_fill_", self(), x -> x.maskedFill(mask, value));
  }

  /** {@code this[index[i][j]...][j]... += source[i][j]...}. {@code torch.Tensor.scatter_add_}. */
  default Tensor scatterAdd_(int dim, Tensor index, Tensor source) {
    return InPlace.apply("scatter_add_", self(), x -> x.scatterAdd(dim, index, source), source);
  }

  /**
   * Overwrites with the elements of {@code source}, broadcast and converted. {@code
   * torch.Tensor.copy_}.
   */
  default Tensor copy_(Tensor source) {
    return InPlace.copy(self(), source);
  }

  /** Overwrites every element with {@code value}. {@code torch.Tensor.fill_}. */
  default Tensor fill_(long value) {
    return InPlace.fill("fill_", self(), Scalar.of(value));
  }

  /** Overwrites every element with {@code value}. {@code torch.Tensor.fill_}. */
  default Tensor fill_(double value) {
    return InPlace.fill("fill_", self(), Scalar.of(value));
  }

  /** Overwrites every element with 0. {@code torch.Tensor.zero_}. */
  default Tensor zero_() {
    return InPlace.fill("zero_", self(), Scalar.of(0));
  }

  /**
   * Overwrites with {@code function} of this, which must keep the shape: the in-place form of any
   * element-wise operation. Unlike PyTorch's, the function is one of tensors.
   */
  default Tensor apply_(UnaryOperator<Tensor> function) {
    return InPlace.apply("apply_", self(), function);
  }

  /** {@code this = max(this, min)} for each element. {@code torch.Tensor.clamp_min_}. */
  default Tensor clampMin_(long min) {
    return InPlace.apply("clamp_min_", self(), x -> x.clampMin(min));
  }

  /** {@code this = max(this, min)} for each element. {@code torch.Tensor.clamp_min_}. */
  default Tensor clampMin_(double min) {
    return InPlace.apply("clamp_min_", self(), x -> x.clampMin(min));
  }

  /** {@code this = min(this, max)} for each element. {@code torch.Tensor.clamp_max_}. */
  default Tensor clampMax_(long max) {
    return InPlace.apply("clamp_max_", self(), x -> x.clampMax(max));
  }

  /** {@code this = min(this, max)} for each element. {@code torch.Tensor.clamp_max_}. */
  default Tensor clampMax_(double max) {
    return InPlace.apply("clamp_max_", self(), x -> x.clampMax(max));
  }

  /** this += value * a * b. {@code torch.Tensor.addcmul_}. */
  default Tensor addcmul_(Tensor a, Tensor b, double value) {
    return InPlace.apply("addcmul_", self(), x -> x.addcmul(a, b, value), a, b);
  }

  /** this += value * a / b. {@code torch.Tensor.addcdiv_}. */
  default Tensor addcdiv_(Tensor a, Tensor b, double value) {
    return InPlace.apply("addcdiv_", self(), x -> x.addcdiv(a, b, value), a, b);
  }

  /** this += weight * (end - this). {@code torch.Tensor.lerp_}. */
  default Tensor lerp_(Tensor end, double weight) {
    return InPlace.apply("lerp_", self(), x -> x.lerp(end, weight), end);
  }
}
