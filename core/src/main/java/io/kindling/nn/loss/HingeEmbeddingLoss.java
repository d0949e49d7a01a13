package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;

/**
 * Distances of pairs that are alike (y = 1) or not (y = -1); {@code torch.nn.HingeEmbeddingLoss}:
 *
 * <pre>{@code l = x                    where y = 1
 * l = max(0, margin - x)   where y = -1}</pre>
 *
 * <p>Input and target of any shapes that broadcast; the loss has that shape, or is one number.
 */
public final class HingeEmbeddingLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final double margin;

  /** The mean over all elements, margin 1. */
  public HingeEmbeddingLoss() {
    this(Reduction.MEAN);
  }

  public HingeEmbeddingLoss(Reduction reduction) {
    this(reduction, 1);
  }

  public HingeEmbeddingLoss(Reduction reduction, double margin) {
    super(reduction);
    this.margin = margin;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.hingeEmbeddingLoss(input, target, reduction(), margin);
  }

  @Override
  public HingeEmbeddingLoss withReduction(Reduction other) {
    return new HingeEmbeddingLoss(other, margin);
  }
}
