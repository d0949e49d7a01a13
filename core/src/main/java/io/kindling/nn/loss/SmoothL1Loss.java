package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.LossArguments;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;

/**
 * Squared near the target, absolute away from it; {@code torch.nn.SmoothL1Loss}:
 *
 * <pre>{@code l = (x - y)^2 / (2 beta)   where |x - y| < beta
 * l = |x - y| - beta / 2      elsewhere}</pre>
 *
 * <p>Beta 0 is {@link L1Loss}. Input and target of any equal shapes (others broadcast, with a
 * warning); the loss has that shape, or is one number. Source: R. Girshick, "Fast R-CNN", 2015.
 */
public final class SmoothL1Loss extends Loss {
  private static final long serialVersionUID = 1L;

  private final double beta;

  /** The mean over all elements, beta 1. */
  public SmoothL1Loss() {
    this(Reduction.MEAN);
  }

  public SmoothL1Loss(Reduction reduction) {
    this(reduction, 1);
  }

  /**
   * @throws IllegalArgumentException for a negative beta
   */
  public SmoothL1Loss(Reduction reduction, double beta) {
    super(reduction);
    this.beta = LossArguments.beta("SmoothL1Loss", beta);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.smoothL1Loss(input, target, reduction(), beta);
  }

  @Override
  public SmoothL1Loss withReduction(Reduction other) {
    return new SmoothL1Loss(other, beta);
  }
}
