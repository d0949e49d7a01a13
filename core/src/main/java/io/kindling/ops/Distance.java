package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** How far vectors are apart. */
public final class Distance {
  private Distance() {}

  /**
   * {@code ||a - b + eps||_p} along the last dimension, which is dropped; {@code
   * torch.nn.functional.pairwise_distance}. a and b broadcast.
   */
  public static Tensor pairwise(Tensor a, Tensor b, double p, double eps) {
    return norm(ScalarArithmetic.add(a.sub(b), eps), p);
  }

  /** {@code (sum |x|^p)^(1/p)} along the last dimension; p may be 0 (count) or infinite. */
  public static Tensor norm(Tensor x, double p) {
    if (x.dim() == 0) {
      throw new IllegalArgumentException("pairwise_distance: expected vectors (*, D), got scalars");
    }
    Tensor out;
    try (var scope = GradMode.noGrad()) {
      Tensor absolute = x.detach().toDouble().abs();
      Tensor norm;
      if (p == Double.POSITIVE_INFINITY) {
        norm = absolute.max(-1).values();
      } else if (p == 0) {
        norm = absolute.ne(0).to(absolute.dtype()).sum(-1);
      } else {
        norm = p == 2 ? absolute.square().sum(-1).sqrt() : absolute.pow(p).sum(-1).pow(1 / p);
      }
      out = norm.to(x.dtype());
    }
    return Recorder.op("NormBackward1")
        .save(x, out)
        .input(x, (g, s) -> slope(s.get(0), s.get(1).unsqueeze(-1), g.unsqueeze(-1), p))
        .record(out);
  }

  private static Tensor slope(Tensor x, Tensor norm, Tensor g, double p) {
    if (p == 0) {
      return Tensors.zerosLike(x);
    }
    if (p == 1) {
      return x.sign().mul(g);
    }
    if (p == 2) {
      return g.mul(x.div(norm).maskedFill(norm.eq(0), 0));
    }
    if (p == Double.POSITIVE_INFINITY) {
      Tensor largest = x.detach().abs().eq(norm.detach()).to(g.dtype());
      return x.sign().mul(largest).mul(g.div(largest.sum(true, -1)));
    }
    Tensor scaled = g.div(norm.pow(p - 1)).maskedFill(norm.eq(0), 0);
    if (p < 2) {
      Tensor flat = x.eq(0);
      Tensor safe = x.abs().maskedFill(flat, 1);
      return x.sign().mul(safe.pow(p - 1).maskedFill(flat, 0)).mul(scaled);
    }
    return x.mul(x.abs().pow(p - 2)).mul(scaled);
  }
}
