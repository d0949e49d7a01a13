package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
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
    return F.binaryCrossEntropy(input, target, weight, reduction());
  }

  @Override
  public BCELoss withReduction(Reduction other) {
    return new BCELoss(other, weight);
  }
}
