package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;

/**
 * The absolute difference, {@code l = |x - y|}; {@code torch.nn.L1Loss}. Input and target of any
 * equal shapes (others broadcast, with a warning); the loss has that shape, or is one number.
 */
public final class L1Loss extends Loss {
  private static final long serialVersionUID = 1L;

  /** The mean over all elements. */
  public L1Loss() {
    this(Reduction.MEAN);
  }

  public L1Loss(Reduction reduction) {
    super(reduction);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.l1Loss(input, target, reduction());
  }

  @Override
  public L1Loss withReduction(Reduction other) {
    return new L1Loss(other);
  }
}
