package io.kindling.nn.loss;

import io.kindling.ops.NegativeLogLikelihood;
import io.kindling.tensor.Tensor;

/**
 * {@code -log softmax(input)[target]}; {@code torch.nn.CrossEntropyLoss}. Input (N, C) of logits,
 * target (N) of int64 classes.
 */
public final class CrossEntropyLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final Reduction reduction;

  /** The mean over the batch. */
  public CrossEntropyLoss() {
    this(Reduction.MEAN);
  }

  public CrossEntropyLoss(Reduction reduction) {
    this.reduction = reduction;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    if (input.dim() != 2 || target.dim() != 1 || input.size(0) != target.size(0)) {
      throw new IllegalArgumentException(
          "cross_entropy: expected input (N, C) and target (N), got "
              + input.shape()
              + " and "
              + target.shape());
    }
    NegativeLogLikelihood.Result result =
        NegativeLogLikelihood.perSample(input.logSoftmax(1), target, null, -100);
    return reduction.of(result.losses());
  }

  @Override
  public Reduction reduction() {
    return reduction;
  }

  @Override
  public Loss withReduction(Reduction other) {
    return new CrossEntropyLoss(other);
  }
}
