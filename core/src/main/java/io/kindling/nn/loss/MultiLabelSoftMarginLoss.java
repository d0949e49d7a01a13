package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/**
 * The mean over classes of the binary cross entropy of logits; {@code
 * torch.nn.MultiLabelSoftMarginLoss}:
 *
 * <pre>{@code l = -sum over i of w[i] (y[i] log s(x[i]) + (1 - y[i]) log s(-x[i])) / C}</pre>
 *
 * <p>with the sigmoid s. Input (*, C), target broadcasting with it, of zeros and ones; the loss is
 * (*), or one number.
 */
public final class MultiLabelSoftMarginLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final Tensor weight;

  /** The mean over the batch, unweighted. */
  public MultiLabelSoftMarginLoss() {
    this(Reduction.MEAN);
  }

  public MultiLabelSoftMarginLoss(Reduction reduction) {
    this(reduction, null);
  }

  /**
   * @param weight of each class (C), or null for ones
   */
  public MultiLabelSoftMarginLoss(Reduction reduction, Tensor weight) {
    super(reduction);
    this.weight = registerBuffer("weight", weight);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.multilabelSoftMarginLoss(input, target, weight, reduction());
  }

  @Override
  public double meanDivisor(Tensor input, Tensor target) {
    Shape both = Shape.broadcast(name(), input.shape(), target.shape());
    return (double) both.numel() / Math.max(1, both.size(input.dim() - 1));
  }

  @Override
  public MultiLabelSoftMarginLoss withReduction(Reduction other) {
    return new MultiLabelSoftMarginLoss(other, weight);
  }
}
