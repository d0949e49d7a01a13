package io.kindling.nn.functional;

import io.kindling.ops.Distance;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Lengths of vectors along any dimension. */
final class Norms {
  private Norms() {}

  /** {@code (sum |x|^p)^(1/p)} along a dimension; the gradient is 0 where the length is 0. */
  static Tensor norm(Tensor x, double p, int dim, boolean keepDim) {
    int at = Shape.wrapDim(dim, x.dim());
    int[] order = new int[x.dim()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i < at ? i : i + 1;
    }
    order[order.length - 1] = at;
    Tensor norm = Distance.norm(x.permute(order), p);
    return keepDim ? norm.unsqueeze(at) : norm;
  }
}
