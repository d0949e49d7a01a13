package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Which of two is to rank higher, the first (y = 1) or the second (y = -1): {@code l = max(0, -y (a
 * - b) + margin)}; {@code torch.nn.MarginRankingLoss}. All three of equal dimensions; sizes
 * broadcast; the loss has that shape, or is one number.
 */
public final class MarginRankingLoss extends TripleLoss {
  private static final long serialVersionUID = 1L;

  private final double margin;

  /** The mean over all elements, margin 0. */
  public MarginRankingLoss() {
    this(Reduction.MEAN);
  }

  public MarginRankingLoss(Reduction reduction) {
    this(reduction, 0);
  }

  public MarginRankingLoss(Reduction reduction, double margin) {
    super(reduction);
    this.margin = margin;
  }

  @Override
  public Tensor forward(Tensor input1, Tensor input2, Tensor target) {
    return F.marginRankingLoss(input1, input2, target, reduction(), margin);
  }

  @Override
  public double meanDivisor(Tensor input1, Tensor input2, Tensor target) {
    Shape both = Shape.broadcast(name(), input1.shape(), input2.shape());
    return Shape.broadcast(name(), both, target.shape()).numel();
  }

  @Override
  public List<String> operands() {
    return List.of("input1", "input2", "target");
  }

  @Override
  public MarginRankingLoss withReduction(Reduction other) {
    return new MarginRankingLoss(other, margin);
  }
}
