package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * The angle of pairs that are alike (y = 1) or not (y = -1); {@code torch.nn.CosineEmbeddingLoss}:
 *
 * <pre>{@code l = 1 - cos(a, b)                where y = 1
 * l = max(0, cos(a, b) - margin)   where y = -1}</pre>
 *
 * <p>Inputs (N, D) with target (N), or (D) with one target; the loss has the target's shape, or is
 * one number.
 */
public final class CosineEmbeddingLoss extends TripleLoss {
  private static final long serialVersionUID = 1L;

  private final double margin;

  /** The mean over the batch, margin 0. */
  public CosineEmbeddingLoss() {
    this(Reduction.MEAN);
  }

  public CosineEmbeddingLoss(Reduction reduction) {
    this(reduction, 0);
  }

  /**
   * @param margin from -1 to 1; 0 to 0.5 is suggested
   */
  public CosineEmbeddingLoss(Reduction reduction, double margin) {
    super(reduction);
    this.margin = margin;
  }

  @Override
  public Tensor forward(Tensor input1, Tensor input2, Tensor target) {
    return F.cosineEmbeddingLoss(input1, input2, target, reduction(), margin);
  }

  @Override
  public double meanDivisor(Tensor input1, Tensor input2, Tensor target) {
    Shape pairs = Shape.broadcast(name(), input1.shape(), input2.shape());
    int[] rows = pairs.dim() < 2 ? new int[0] : new int[] {pairs.size(0)};
    return Shape.broadcast(name(), Shape.of(rows), target.shape()).numel();
  }

  @Override
  public List<String> operands() {
    return List.of("input1", "input2", "target");
  }

  @Override
  public CosineEmbeddingLoss withReduction(Reduction other) {
    return new CosineEmbeddingLoss(other, margin);
  }
}
