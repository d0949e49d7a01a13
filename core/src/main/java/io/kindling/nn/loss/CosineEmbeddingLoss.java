package io.kindling.nn.loss;

import io.kindling.ops.ScalarArithmetic;
import io.kindling.ops.Selection;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
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

  /** PyTorch's, under the root of the squared lengths, a float there too. */
  private static final double EPSILON = 1e-12f;

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
    int dim = target.dim();
    if (dim > 1 || input1.dim() != dim + 1 || input2.dim() != dim + 1) {
      throw new IllegalArgumentException(
          "cosine_embedding_loss: a target of shape () expects inputs (D), one of shape (N) expects"
              + " inputs (N, D); got target "
              + target.shape()
              + " and inputs "
              + input1.shape()
              + " and "
              + input2.shape());
    }
    Tensor product = input1.mul(input2).sum(dim);
    Tensor square1 = ScalarArithmetic.add(input1.mul(input1).sum(dim), EPSILON);
    Tensor square2 = ScalarArithmetic.add(input2.mul(input2).sum(dim), EPSILON);
    Tensor cosine = product.div(square1.mul(square2).sqrt());
    Tensor zero = Tensors.scalar(cosine.dtype(), 0);
    Tensor alike = Tensors.scalar(cosine.dtype(), 1).sub(cosine);
    Tensor apart = ScalarArithmetic.sub(cosine, margin).clampMin(0);
    return reduction()
        .of(
            Selection.where(target.eq(1), alike, zero)
                .add(Selection.where(target.eq(-1), apart, zero)));
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
