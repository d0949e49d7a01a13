package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;

/**
 * The logistic loss of two classes, {@code l = log(1 + e^(-y x))} with y = 1 or -1; {@code
 * torch.nn.SoftMarginLoss}. Finite where PyTorch's exponential overflows.
 *
 * <p>Input and target of any shapes that broadcast; the loss has that shape, or is one number.
 */
public final class SoftMarginLoss extends Loss {
  private static final long serialVersionUID = 1L;

  /** The mean over all elements. */
  public SoftMarginLoss() {
    this(Reduction.MEAN);
  }

  public SoftMarginLoss(Reduction reduction) {
    super(reduction);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.softMarginLoss(input, target, reduction());
  }

  @Override
  public SoftMarginLoss withReduction(Reduction other) {
    return new SoftMarginLoss(other);
  }
}
