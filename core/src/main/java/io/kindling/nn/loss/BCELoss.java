package io.kindling.nn.loss;

import io.kindling.ops.BinaryLosses;
import io.kindling.tensor.Tensor;

/**
 * The binary cross entropy of probabilities, {@code l = -w (y log x + (1 - y) log(1 - x))}; {@code
 * torch.nn.BCELoss}. Logarithms are cut off at -100, so that a probability of 0 or 1 costs at most
 * 100 w.
 *
 * <p>Input and target in [0, 1], of equal shapes and types; w broadcasts to them. The loss has that
 * shape, or is one number; the mean divides by the number of elements, whatever the weights.
 */
public final class BCELoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final Tensor weight;

  /** The mean over all elements, unweighted. */
  public BCELoss() {
    this(Reduction.MEAN);
  }

  public BCELoss(Reduction reduction) {
    this(reduction, null);
  }

  /**
   * @param weight of each element, or null for ones
   */
  public BCELoss(Reduction reduction, Tensor weight) {
    super(reduction);
    this.weight = registerBuffer("weight", weight);
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    String operation = "binary_cross_entropy";
    if (!target.shape().equals(input.shape())) {
      throw new IllegalArgumentException(
          operation
              + ": Using a target size ("
              + target.shape()
              + ") that is different to the input size ("
              + input.shape()
              + ") is not supported. Please ensure they have the same size.");
    }
    if (!input.dtype().isFloatingPoint() || target.dtype() != input.dtype()) {
      throw new IllegalArgumentException(
          operation
              + ": Found target of "
              + target.dtype()
              + " but expected the input's floating type, "
              + input.dtype()
              + "; convert with to(DType.FLOAT32)");
    }
    return BinaryLosses.crossEntropy(input, target, weight, reduction().fused());
  }

  @Override
  public BCELoss withReduction(Reduction other) {
    return new BCELoss(other, weight);
  }
}
