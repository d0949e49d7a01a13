package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Tensor;

/** Products of vectors: dot, mv, outer. */
public final class Products {
  private Products() {}

  /** The sum of products of two vectors. */
  public static Tensor dot(Tensor a, Tensor b) {
    if (a.dim() != 1 || b.dim() != 1 || a.size(0) != b.size(0)) {
      throw new IllegalArgumentException(
          "dot: 1D tensors of one size expected, but got " + a.shape() + " and " + b.shape());
    }
    Tensor out = MatMul.mm(a.detach().unsqueeze(0), b.detach().unsqueeze(1)).reshape();
    return Recorder.op("DotBackward0")
        .save(a, b)
        .input(a, (g, s) -> g.mul(s.get(1)))
        .input(b, (g, s) -> g.mul(s.get(0)))
        .record(out);
  }

  /** Matrix (n, m) times vector (m). */
  public static Tensor mv(Tensor matrix, Tensor vector) {
    if (matrix.dim() != 2 || vector.dim() != 1 || matrix.size(1) != vector.size(0)) {
      throw new IllegalArgumentException(
          "mv: size mismatch, got input ("
              + matrix.shape()
              + "), vec ("
              + vector.shape()
              + "); wanted (n, m) and (m)");
    }
    Tensor out = MatMul.mm(matrix.detach(), vector.detach().unsqueeze(1)).reshape(-1);
    return Recorder.op("MvBackward0")
        .save(matrix, vector)
        .input(matrix, (g, s) -> outer(g, s.get(1)))
        .input(vector, (g, s) -> mv(s.get(0).t(), g))
        .record(out);
  }

  /** All products of two vectors: (n, m). */
  public static Tensor outer(Tensor a, Tensor b) {
    if (a.dim() != 1 || b.dim() != 1) {
      throw new IllegalArgumentException(
          "outer: Expected 1-D vectors, but got " + a.shape() + " and " + b.shape());
    }
    return a.unsqueeze(1).mul(b);
  }
}
