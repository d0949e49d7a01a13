package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;

/**
 * The hinge loss of samples that have several classes; {@code torch.nn.MultiLabelMarginLoss}:
 *
 * <pre>{@code l = sum over targets y and other classes i of max(0, 1 - (x[y] - x[i])) / C}</pre>
 *
 * <p>Input (N, C) or (C); int64 target of the same shape, each row listing its classes from the
 * first element on, ended by -1. The loss is (N) or one number.
 */
public final class MultiLabelMarginLoss extends Loss {
  private static final long serialVersionUID = 1L;

  /** The mean over the batch. */
  public MultiLabelMarginLoss() {
    this(Reduction.MEAN);
  }

  public MultiLabelMarginLoss(Reduction reduction) {
    super(reduction);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.multilabelMarginLoss(input, target, reduction());
  }

  @Override
  public double meanDivisor(Tensor input, Tensor target) {
    return input.dim() == 2 ? input.size(0) : 1;
  }

  @Override
  public MultiLabelMarginLoss withReduction(Reduction other) {
    return new MultiLabelMarginLoss(other);
  }
}
