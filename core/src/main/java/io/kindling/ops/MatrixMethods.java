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
}
