package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Fused losses of a difference, with broadcasting; their gradients in plain operations. */
public final class RegressionLosses {
  private RegressionLosses() {}

  /** {@code (x - t)^2}. */
  public static Tensor mse(Tensor x, Tensor t, LossReduction reduction) {
    Tensor out = FusedLoss.squares(x, t, reduction);
    if (out == null) {
      out = FusedLoss.of("mse_loss", x, t, reduction, (a, b, one) -> (a - b) * (a - b));
    }
    double share = 2 * reduction.share(Shape.broadcast("mse_loss", x.shape(), t.shape()).numel());
    return Recorder.op("MseLossBackward0")
        .save(x, t)
        .input(x, (g, s) -> slopeOfSquares(s.get(0), s.get(1), g, share))
        .input(t, (g, s) -> slopeOfSquares(s.get(1), s.get(0), g, share))
        .record(out);
  }

  /** {@code (x - t) g share}, in one pass where g is one number. */
  private static Tensor slopeOfSquares(Tensor x, Tensor t, Tensor g, double share) {
    boolean fast = !GradMode.isEnabled() && g.dtype() == DType.FLOAT32 && g.numel() == 1;
    Tensor out = fast ? FusedLoss.scaledDifference(x, t, g.mul(share).item()) : null;
    return out != null ? out : difference(x, t, g).mul(g.mul(share));
  }

  /** {@code x - t} in the type of the loss: one of them may be whole. */
  private static Tensor difference(Tensor x, Tensor t, Tensor g) {
    return x.to(g.dtype()).sub(t.to(g.dtype()));
  }

  /** {@code d^2 / (2 beta)} where {@code |d| < beta}, else {@code |d| - beta / 2}; d = x - t. */
  public static Tensor smoothL1(Tensor x, Tensor t, double beta, LossReduction reduction) {
    Tensor out =
        FusedLoss.of(
            "smooth_l1_loss",
            x,
            t,
            reduction,
            (a, b, one) -> {
              double d = Math.abs(a - b);
              return d < beta ? 0.5 * d * d / beta : d - 0.5 * beta;
            });
    return ofDifference(
        "SmoothL1LossBackward0",
        x,
        t,
        reduction,
        out,
        d -> Selection.where(d.abs().lt(beta), d.div(beta), direction(d)));
  }

  /**
   * {@code d^2 / 2} where {@code |d| <= delta}, else {@code delta (|d| - delta / 2)}; d = x - t.
   */
  public static Tensor huber(Tensor x, Tensor t, double delta, LossReduction reduction) {
    Tensor out =
        FusedLoss.of(
            "huber_loss",
            x,
            t,
            reduction,
            (a, b, one) -> {
              double d = Math.abs(a - b);
              return d <= delta ? 0.5 * d * d : delta * (d - 0.5 * delta);
            });
    return ofDifference(
        "HuberLossBackward0",
        x,
        t,
        reduction,
        out,
        d -> Selection.where(d.abs().lt(delta), d, direction(d).mul(delta)));
  }

  /** The sign, NaN of NaN, without history: the curvature is 0 there. */
  private static Tensor direction(Tensor d) {
    Tensor plain = d.detach();
    return Selection.where(plain.isnan(), plain, plain.sign());
  }

  @FunctionalInterface
  private interface Slope {
    Tensor at(Tensor difference);
  }

  private static Tensor ofDifference(
      String name, Tensor x, Tensor t, LossReduction reduction, Tensor out, Slope slope) {
    double share = reduction.share(Shape.broadcast(name, x.shape(), t.shape()).numel());
    Recorder.Rule rule = (g, s) -> slope.at(difference(s.get(0), s.get(1), g)).mul(g.mul(share));
    return Recorder.op(name)
        .save(x, t)
        .input(x, rule)
        .input(t, (g, s) -> rule.apply(g, s).neg())
        .record(out);
  }
}
