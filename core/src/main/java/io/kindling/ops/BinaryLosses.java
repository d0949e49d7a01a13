package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Fused losses of two classes; their gradients in plain operations. */
public final class BinaryLosses {
  /** PyTorch's smallest logarithm: a probability of 0 costs 100, not infinity. */
  private static final double LOG_FLOOR = -100;

  /** PyTorch's smallest x (1 - x) in the gradient, a float there too. */
  private static final double VARIANCE_FLOOR = 1e-12f;

  private BinaryLosses() {}

  /**
   * {@code -w (t log x + (1 - t) log(1 - x))} with logarithms of at least -100.
   *
   * @param x probabilities
   * @param t of the same shape and type, in [0, 1]
   * @param w broadcasts to x; null for ones
   * @throws IllegalArgumentException for a value outside [0, 1]
   */
  public static Tensor crossEntropy(Tensor x, Tensor t, Tensor w, LossReduction reduction) {
    Tensor out =
        FusedLoss.of(
            "binary_cross_entropy",
            x,
            t,
            null,
            w,
            reduction,
            (a, b, one) -> {
              checkProbability("input", a);
              checkProbability("target", b);
              return (b - 1) * Math.max(Math.log1p(-a), LOG_FLOOR)
                  - b * Math.max(Math.log(a), LOG_FLOOR);
            });
    double share = reduction.share(x.numel());
    return Recorder.op("BinaryCrossEntropyBackward0")
        .save(x, t, w)
        .input(
            x,
            (g, s) -> {
              Tensor p = s.get(0);
              Tensor variance = Arithmetic.rsub(1, p).mul(p).clampMin(VARIANCE_FLOOR);
              return weighted(g.mul(share), s.get(2)).mul(p.sub(s.get(1)).div(variance));
            })
        .input(
            t,
            (g, s) -> {
              Tensor p = s.get(0);
              Tensor logit = p.log().sub(p.neg().log1p());
              return weighted(g.mul(share), s.get(2)).mul(logit.neg());
            })
        .record(out);
  }

  private static void checkProbability(String what, double value) {
    // NaN is refused too, as in PyTorch.
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "binary_cross_entropy: all elements of "
              + what
              + " should be between 0 and 1, got "
              + value
              + "; for logits use binary_cross_entropy_with_logits (BCEWithLogitsLoss)");
    }
  }

  /**
   * {@code -w (q t log s(x) + (1 - t) log(1 - s(x)))}, s being the sigmoid, without overflow.
   *
   * @param q weight of the positive class, broadcasts to x; null for ones
   * @param w broadcasts to x; null for ones
   */
  public static Tensor crossEntropyWithLogits(
      Tensor x, Tensor t, Tensor w, Tensor q, LossReduction reduction) {
    Tensor out =
        FusedLoss.of(
            "binary_cross_entropy_with_logits",
            x,
            t,
            q,
            w,
            reduction,
            (a, b, p) -> {
              double softplus = Math.log1p(Math.exp(-Math.abs(a))) + Math.max(-a, 0);
              return (1 - b) * a + (1 + (p - 1) * b) * softplus;
            });
    double share = reduction.share(x.numel());
    return Recorder.op("BinaryCrossEntropyWithLogitsBackward0")
        .save(x, t, w, q)
        .input(
            x,
            (g, s) -> {
              Tensor sigmoid = s.get(0).sigmoid();
              Tensor target = s.get(1);
              Tensor positive = s.get(3) == null ? target : target.mul(s.get(3));
              Tensor slope =
                  s.get(3) == null
                      ? sigmoid.sub(target)
                      : positive.add(1).sub(target).mul(sigmoid).sub(positive);
              return weighted(g.mul(share), s.get(2)).mul(slope);
            })
        .input(
            t,
            (g, s) -> {
              Tensor logits = s.get(0);
              Tensor slope =
                  s.get(3) == null
                      ? logits.neg()
                      : Activations.logSigmoid(logits.neg())
                          .sub(s.get(3).mul(Activations.logSigmoid(logits)));
              return weighted(g.mul(share), s.get(2)).mul(slope);
            })
        .record(out);
  }

  /** {@code log(1 + e^(-t x))} without overflow; x and t broadcast. */
  public static Tensor softMargin(Tensor x, Tensor t, LossReduction reduction) {
    Tensor out =
        FusedLoss.of(
            "soft_margin_loss",
            x,
            t,
            reduction,
            (a, b, one) -> Math.log1p(Math.exp(-Math.abs(a * b))) + Math.max(-a * b, 0));
    double share =
        reduction.share(Shape.broadcast("soft_margin_loss", x.shape(), t.shape()).numel());
    Recorder.Rule inner = (g, s) -> s.get(0).mul(s.get(1)).neg().sigmoid().mul(g.mul(-share));
    Recorder node =
        Recorder.op("SoftMarginLossBackward0")
            .save(x, t)
            .input(x, (g, s) -> inner.apply(g, s).mul(s.get(1)));
    if (t.requiresGrad()) {
      // PyTorch refuses it, and so its node has no second input.
      node.input(t, (g, s) -> inner.apply(g, s).mul(s.get(0)));
    }
    return node.record(out);
  }

  private static Tensor weighted(Tensor g, Tensor weight) {
    return weight == null ? g : g.mul(weight);
  }
}
