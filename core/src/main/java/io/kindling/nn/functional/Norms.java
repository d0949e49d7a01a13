package io.kindling.nn.functional;

import io.kindling.autograd.GradMode;
import io.kindling.ops.Distance;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Lengths of vectors along any dimension. */
final class Norms {
  private Norms() {}

  /**
   * {@code x / max(|x|, eps)} along a dimension; as in PyTorch, the limit does not stop the
   * gradient.
   */
  static Tensor unit(Tensor x, int dim, double eps) {
    Tensor norm = x.norm(2, true, dim).clone();
    try (var scope = GradMode.noGrad()) {
      norm.clampMin_(eps);
    }
    return x.div(norm);
  }

  /** {@code (sum |x|^p)^(1/p)} along a dimension; the gradient is 0 where the length is 0. */
  static Tensor norm(Tensor x, double p, int dim, boolean keepDim) {
    int at = Shape.wrapDim(dim, x.dim());
    if (x.dim() == 0) {
      return Distance.norm(x.unsqueeze(0), p);
    }
    int[] order = new int[x.dim()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i < at ? i : i + 1;
    }
    order[order.length - 1] = at;
    Tensor norm = Distance.norm(x.permute(order), p);
    return keepDim ? norm.unsqueeze(at) : norm;
  }
}
