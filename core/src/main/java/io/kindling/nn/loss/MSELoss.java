package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;

/**
 * The squared difference, {@code l = (x - y)^2}; {@code torch.nn.MSELoss}. Input and target of any
 * equal shapes (others broadcast, with a warning); the loss has that shape, or is one number.
 */
public final class MSELoss extends Loss {
  private static final long serialVersionUID = 1L;

  /** The mean over all elements. */
  public MSELoss() {
    this(Reduction.MEAN);
  }

  public MSELoss(Reduction reduction) {
    super(reduction);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.mseLoss(input, target, reduction());
  }

  @Override
  public MSELoss withReduction(Reduction other) {
    return new MSELoss(other);
  }
}
