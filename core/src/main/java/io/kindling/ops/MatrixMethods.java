package io.kindling.ops;

import io.kindling.tensor.Tensor;

/** Matrix products as methods of {@link Tensor}. */
public interface MatrixMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * The matrix product, {@code out[i][j] = sum over k of this[i][k] * other[k][j]}: (N, K) and (K,
   * M) to (N, M). {@code torch.mm}.
   */
  default Tensor mm(Tensor other) {
    return MatMul.mm(self(), other);
  }

  /**
   * {@link #mm} of each pair of a batch: (B, N, K) and (B, K, M) to (B, N, M). {@code torch.bmm}.
   */
  default Tensor bmm(Tensor other) {
    return MatMul.bmm(self(), other);
  }

  /**
   * The matrix product of the last two dimensions, those before broadcast: (*, N, K) and (*, K, M)
   * to (*, N, M). One dimension counts as a row on the left, as a column on the right, and is
   * dropped again. {@code torch.matmul}.
   */
  default Tensor matmul(Tensor other) {
    return MatMul.matmul(self(), other);
  }

  /** The sum of products of two vectors. {@code torch.dot}. */
  default Tensor dot(Tensor other) {
    return Products.dot(self(), other);
  }

  /** This matrix times a vector. {@code torch.mv}. */
  default Tensor mv(Tensor vector) {
    return Products.mv(self(), vector);
  }

  /** All products of two vectors. {@code torch.outer}. */
  default Tensor outer(Tensor other) {
    return Products.outer(self(), other);
  }

  /** this + a times b. {@code torch.addmm}. */
  default Tensor addmm(Tensor a, Tensor b) {
    return MatMul.addmm(self(), a, b);
  }
}
