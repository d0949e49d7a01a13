package io.kindling.ops;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * Operations that overwrite the tensor and return it; a trailing underscore marks them, as in
 * PyTorch.
 */
public interface InPlaceMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  private Tensor scalar(double value) {
    return Tensors.scalar(self().dtype(), value);
  }

  default Tensor add_(Tensor other) {
    return InPlace.add(self(), other, 1);
  }

  /** this += alpha * other. */
  default Tensor add_(Tensor other, double alpha) {
    return InPlace.add(self(), other, alpha);
  }

  default Tensor add_(double other) {
    return InPlace.add(self(), scalar(other), 1);
  }

  default Tensor sub_(Tensor other) {
    return InPlace.add(self(), other, -1);
  }

  default Tensor mul_(Tensor other) {
    return InPlace.mul(self(), other);
  }

  default Tensor mul_(double other) {
    return InPlace.mul(self(), scalar(other));
  }

  default Tensor div_(Tensor other) {
    return InPlace.div(self(), other);
  }

  default Tensor div_(double other) {
    return InPlace.div(self(), scalar(other));
  }

  /** Overwrites with the elements of {@code source}, broadcast and converted. */
  default Tensor copy_(Tensor source) {
    return InPlace.copy(self(), source);
  }

  default Tensor fill_(double value) {
    return InPlace.fill(self(), value);
  }

  default Tensor zero_() {
    return InPlace.fill(self(), 0);
  }
}
