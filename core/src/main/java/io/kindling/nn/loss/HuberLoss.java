package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.LossArguments;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;

/**
 * Squared near the target, absolute away from it; {@code torch.nn.HuberLoss}:
 *
 * <pre>{@code l = (x - y)^2 / 2                    where |x - y| <= delta
 * l = delta (|x - y| - delta / 2)      elsewhere}</pre>
 *
 * <p>That is delta times {@link SmoothL1Loss} with beta = delta. Input and target of any equal
 * shapes (others broadcast, with a warning); the loss has that shape, or is one number.
 */
public final class HuberLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final double delta;

  /** The mean over all elements, delta 1. */
  public HuberLoss() {
    this(Reduction.MEAN);
  }

  public HuberLoss(Reduction reduction) {
    this(reduction, 1);
  }

  /**
   * @throws IllegalArgumentException when delta is not positive
   */
  public HuberLoss(Reduction reduction, double delta) {
    super(reduction);
    this.delta = LossArguments.positive("HuberLoss", "delta", delta);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.huberLoss(input, target, reduction(), delta);
  }

  @Override
  public HuberLoss withReduction(Reduction other) {
    return new HuberLoss(other, delta);
  }
}
