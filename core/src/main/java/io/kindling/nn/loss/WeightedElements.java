package io.kindling.nn.loss;

import io.kindling.tensor.Tensor;

/**
 * Losses with a weight for each element, which PyTorch has as functions only. The weight has the
 * input's shape; input and target broadcast, with a warning.
 */
public final class WeightedElements {
  private WeightedElements() {}

  /** {@code w |x - y|}; the mean is {@code sum(w |x - y|) / sum(w)}. */
  public static Tensor l1(Tensor input, Tensor target, Tensor weight, Reduction reduction) {
    Tensor losses = new L1Loss(Reduction.NONE).call(input, target);
    return reduced("l1_loss", input, losses, weight, reduction, true);
  }

  /** {@code w (x - y)^2}; the mean is {@code sum(w (x - y)^2) / sum(w)}. */
  public static Tensor mse(Tensor input, Tensor target, Tensor weight, Reduction reduction) {
    Operands both = Operands.broadcast("mse_loss", input, target);
    Tensor losses = both.input().sub(both.target()).pow(2);
    return reduced("mse_loss", input, losses, weight, reduction, true);
  }

  /** {@link HuberLoss} times w; the mean divides by the number of elements, as in PyTorch. */
  public static Tensor huber(
      Tensor input, Tensor target, Tensor weight, Reduction reduction, double delta) {
    Tensor losses = new HuberLoss(Reduction.NONE, delta).call(input, target);
    return reduced("huber_loss", input, losses, weight, reduction, false);
  }

  private static Tensor reduced(
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
    if (reduction == Reduction.BATCHMEAN) {
      throw new IllegalArgumentException(
          operation + ": Invalid reduction mode: batchmean. Expected one of none, mean, sum");
    }
    Tensor products = losses.mul(weight);
    return reduction == Reduction.MEAN && byWeight
        ? products.sum().div(weight.sum())
        : reduction.of(products);
  }
}
