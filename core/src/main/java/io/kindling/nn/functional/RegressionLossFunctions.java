package io.kindling.nn.functional;

import io.kindling.autograd.GradMode;
import io.kindling.ops.RegressionLosses;
import io.kindling.ops.ScalarArithmetic;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/** Losses of numbers and of counts; formulas and shapes stand at the modules of their names. */
abstract class RegressionLossFunctions {
  RegressionLossFunctions() {}

  /** {@code |x - y|}; {@link io.kindling.nn.loss.L1Loss}. */
  public static Tensor l1Loss(Tensor input, Tensor target) {
    return l1Loss(input, target, Reduction.MEAN);
  }

  /** {@code |x - y|}; {@link io.kindling.nn.loss.L1Loss}. */
  public static Tensor l1Loss(Tensor input, Tensor target, Reduction reduction) {
    Operands both = Operands.broadcast("l1_loss", input, target);
    return Reduction.of("l1_loss", reduction, both.input().sub(both.target()).abs());
  }

  /** {@link #l1Loss} in PyTorch's deprecated spelling; warns of it. Null is the default, true. */
  public static Tensor l1Loss(Tensor input, Tensor target, Boolean sizeAverage, Boolean reduce) {
    return l1Loss(input, target, Reduction.legacy(sizeAverage, reduce));
  }

  /**
   * {@code w |x - y|}; the mean is {@code sum(w |x - y|) / sum(w)}.
   *
   * @param weight w, of the input's shape
   */
  public static Tensor l1Loss(Tensor input, Tensor target, Tensor weight, Reduction reduction) {
    Tensor losses = l1Loss(input, target, Reduction.NONE);
    return weighted("l1_loss", input, losses, weight, reduction, true);
  }

  /** {@code (x - y)^2}; {@link io.kindling.nn.loss.MSELoss}. */
  public static Tensor mseLoss(Tensor input, Tensor target) {
    return mseLoss(input, target, Reduction.MEAN);
  }

  /** {@code (x - y)^2}; {@link io.kindling.nn.loss.MSELoss}. */
  public static Tensor mseLoss(Tensor input, Tensor target, Reduction reduction) {
    Operands both = Operands.broadcast("mse_loss", input, target);
    return RegressionLosses.mse(
        both.input(), both.target(), Reduction.fused("mse_loss", reduction));
  }

  /** {@link #mseLoss} in PyTorch's deprecated spelling; warns of it. Null is the default, true. */
  public static Tensor mseLoss(Tensor input, Tensor target, Boolean sizeAverage, Boolean reduce) {
    return mseLoss(input, target, Reduction.legacy(sizeAverage, reduce));
  }

  /**
   * {@code w (x - y)^2}; the mean is {@code sum(w (x - y)^2) / sum(w)}.
   *
   * @param weight w, of the input's shape
   */
  public static Tensor mseLoss(Tensor input, Tensor target, Tensor weight, Reduction reduction) {
    Operands both = Operands.broadcast("mse_loss", input, target);
    Tensor losses = both.input().sub(both.target()).pow(2);
    return weighted("mse_loss", input, losses, weight, reduction, true);
  }

  /** {@link io.kindling.nn.loss.SmoothL1Loss}, beta 1. */
  public static Tensor smoothL1Loss(Tensor input, Tensor target) {
    return smoothL1Loss(input, target, Reduction.MEAN, 1);
  }

  /** {@link io.kindling.nn.loss.SmoothL1Loss}. */
  public static Tensor smoothL1Loss(Tensor input, Tensor target, Reduction reduction, double beta) {
    LossArguments.beta("smooth_l1_loss", beta);
    Operands both = Operands.broadcast("smooth_l1_loss", input, target);
    return beta == 0
        ? Reduction.of("smooth_l1_loss", reduction, both.input().sub(both.target()).abs())
        : RegressionLosses.smoothL1(
            both.input(), both.target(), beta, Reduction.fused("smooth_l1_loss", reduction));
  }

  /** {@link io.kindling.nn.loss.HuberLoss}, delta 1. */
  public static Tensor huberLoss(Tensor input, Tensor target) {
    return huberLoss(input, target, Reduction.MEAN, 1);
  }

  /** {@link io.kindling.nn.loss.HuberLoss}. */
  public static Tensor huberLoss(Tensor input, Tensor target, Reduction reduction, double delta) {
    LossArguments.positive("huber_loss", "delta", delta);
    Operands both = Operands.broadcast("huber_loss", input, target);
    return RegressionLosses.huber(
        both.input(), both.target(), delta, Reduction.fused("huber_loss", reduction));
  }

  /**
   * {@link io.kindling.nn.loss.HuberLoss} times w; the mean divides by the number of elements, as
   * in PyTorch.
   *
   * @param weight w, of the input's shape
   */
  public static Tensor huberLoss(
      Tensor input, Tensor target, Reduction reduction, double delta, Tensor weight) {
    Tensor losses = huberLoss(input, target, Reduction.NONE, delta);
    return weighted("huber_loss", input, losses, weight, reduction, false);
  }

  private static Tensor weighted(
      String operation,
      Tensor input,
      Tensor losses,
      Tensor weight,
      Reduction reduction,
      boolean byWeight) {
    if (!weight.shape().equals(input.shape())) {
      throw new IllegalArgumentException(
          operation
              + ": Weights and input must have the same size, got "
              + weight.shape()
              + " and "
              + input.shape());
    }
    Reduction plain = Reduction.plain(operation, reduction);
    Tensor products = losses.mul(weight);
    return plain == Reduction.MEAN && byWeight
        ? products.sum().div(weight.sum())
        : plain.of(products);
  }

  /** {@link io.kindling.nn.loss.PoissonNLLLoss} of logarithms of rates. */
  public static Tensor poissonNllLoss(Tensor input, Tensor target) {
    return poissonNllLoss(input, target, true, false, 1e-8, Reduction.MEAN);
  }

  /**
   * {@link io.kindling.nn.loss.PoissonNLLLoss}.
   *
   * @param logInput the input is the logarithm of the rate
   * @param full add Stirling's approximation of log y!
   * @param eps keeps log(x) finite at x = 0 when the input is the rate itself
   */
  public static Tensor poissonNllLoss(
      Tensor input,
      Tensor target,
      boolean logInput,
      boolean full,
      double eps,
      Reduction reduction) {
    Tensor loss =
        logInput
            ? input.exp().sub(target.mul(input))
            : input.sub(target.mul(ScalarArithmetic.add(input, eps).log()));
    if (full) {
      Tensor half = ScalarArithmetic.mul(ScalarArithmetic.mul(target, 2 * Math.PI).log(), 0.5);
      Tensor stirling = target.mul(target.log()).sub(target).add(half);
      loss = loss.add(stirling.maskedFill(target.le(1), 0));
    }
    return Reduction.of("poisson_nll_loss", reduction, loss);
  }

  /** {@link io.kindling.nn.loss.GaussianNLLLoss} without the constant term. */
  public static Tensor gaussianNllLoss(Tensor input, Tensor target, Tensor variance) {
    return gaussianNllLoss(input, target, variance, false, 1e-6, Reduction.MEAN);
  }

  /**
   * {@link io.kindling.nn.loss.GaussianNLLLoss}.
   *
   * @param full add the constant log(2 pi) / 2
   * @param eps the smallest variance
   * @throws IllegalArgumentException for a negative variance, or one of another shape
   */
  public static Tensor gaussianNllLoss(
      Tensor input, Tensor target, Tensor variance, boolean full, double eps, Reduction reduction) {
    LossArguments.positive("gaussian_nll_loss", "eps", eps);
    for (double v : variance.toDoubleArray()) {
      if (v < 0) {
        throw new IllegalArgumentException(
            "gaussian_nll_loss: var has negative entry/entries, got "
                + v
                + "; a variance is at least 0 (pass e.g. exp of the network's output)");
      }
    }
    Tensor v = fitted(input, variance).clone();
    try (var scope = GradMode.noGrad()) {
      v.clamp_(eps, Double.POSITIVE_INFINITY);
    }
    Tensor twice = v.log().add(input.sub(target).pow(2).div(v));
    Tensor loss = twice.mul(Operands.number(twice, 0.5));
    if (full) {
      loss = loss.add(Operands.number(loss, 0.5 * Math.log(2 * Math.PI)));
    }
    return Reduction.of("gaussian_nll_loss", reduction, loss);
  }

  private static Tensor fitted(Tensor input, Tensor variance) {
    int[] sizes = input.shape().toArray();
    if (variance.shape().equals(input.shape())) {
      return variance;
    }
    if (sizes.length > 0
        && variance.shape().equals(Shape.of(Arrays.copyOf(sizes, sizes.length - 1)))) {
      return variance.unsqueeze(-1);
    }
    int stretched = 0;
    boolean fits = variance.dim() == sizes.length;
    for (int d = 0; fits && d < sizes.length; d++) {
      if (variance.size(d) != sizes[d]) {
        fits = variance.size(d) == 1 && ++stretched == 1;
      }
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "gaussian_nll_loss: var is of incorrect size: got "
              + variance.shape()
              + " for input "
              + input.shape()
              + "; wanted the input's shape, the same with one size of 1, or without its last"
              + " size");
    }
    return variance;
  }
}
