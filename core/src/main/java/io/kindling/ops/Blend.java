package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Tensor;

/** Sums of three operands: lerp, addcmul, addcdiv. */
public final class Blend {
  private Blend() {}

  /** start + weight * (end - start). */
  public static Tensor lerp(Tensor start, Tensor end, double weight) {
    Tensor out = Elementwise.binary("lerp", start, end, (a, b) -> lerp(a, b, weight), null);
    return Recorder.op("LerpBackward0")
        .input(start, (g, s) -> g.mul(1 - weight))
        .input(end, (g, s) -> g.mul(weight))
        .record(out);
  }

  /** start + weight * (end - start), a weight for each element. */
  public static Tensor lerp(Tensor start, Tensor end, Tensor weight) {
    Tensor out = start.detach().add(weight.detach().mul(end.detach().sub(start.detach())));
    return Recorder.op("LerpBackward1")
        .save(start, end, weight)
        .input(start, (g, s) -> g.mul(Arithmetic.rsub(1, s.get(2))))
        .input(end, (g, s) -> g.mul(s.get(2)))
        .input(weight, (g, s) -> g.mul(s.get(1).sub(s.get(0))))
        .record(out);
  }

  /** x + value * a * b. */
  public static Tensor addcmul(Tensor x, Tensor a, Tensor b, double value) {
    Tensor out = Arithmetic.add(x.detach(), a.detach().mul(b.detach()), value);
    return Recorder.op("AddcmulBackward0")
        .save(a, b)
        .input(x, (g, s) -> g)
        .input(a, (g, s) -> g.mul(s.get(1).mul(value)))
        .input(b, (g, s) -> g.mul(s.get(0).mul(value)))
        .record(out);
  }

  /** x + value * a / b. */
  public static Tensor addcdiv(Tensor x, Tensor a, Tensor b, double value) {
    Tensor out = Arithmetic.add(x.detach(), a.detach().div(b.detach()), value);
    return Recorder.op("AddcdivBackward0")
        .save(a, b)
        .input(x, (g, s) -> g)
        .input(a, (g, s) -> g.mul(s.get(1).reciprocal().mul(value)))
        .input(b, (g, s) -> g.mul(s.get(0).div(s.get(1).square()).mul(-value)))
        .record(out);
  }

  /** From the nearer end, as PyTorch, so that weights 0 and 1 are exact. */
  private static double lerp(double start, double end, double weight) {
    return Math.abs(weight) < 0.5
        ? start + weight * (end - start)
        : end - (end - start) * (1 - weight);
  }
}
