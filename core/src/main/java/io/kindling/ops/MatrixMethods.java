package io.kindling.ops;

import io.kindling.tensor.Tensor;

/** Matrix products as methods of {@link Tensor}. */
public interface MatrixMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  default Tensor mm(Tensor other) {
    return MatMul.mm(self(), other);
  }

  default Tensor bmm(Tensor other) {
    return MatMul.bmm(self(), other);
  }

  default Tensor matmul(Tensor other) {
    return MatMul.matmul(self(), other);
  }

  /** The sum of products of two vectors. */
  default Tensor dot(Tensor other) {
    return Products.dot(self(), other);
  }

  /** This matrix times a vector. */
  default Tensor mv(Tensor vector) {
    return Products.mv(self(), vector);
  }

  /** All products of two vectors. */
  default Tensor outer(Tensor other) {
    return Products.outer(self(), other);
  }

  /** this + a times b. */
  default Tensor addmm(Tensor a, Tensor b) {
    return MatMul.addmm(self(), a, b);
  }
}
