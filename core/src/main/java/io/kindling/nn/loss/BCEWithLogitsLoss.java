package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;
import java.io.Serializable;

/**
 * The binary cross entropy of logits, {@code l = -w (q y log s(x) + (1 - y) log(1 - s(x)))} with
 * the sigmoid s; {@code torch.nn.BCEWithLogitsLoss}. Stable for logits of any size, unlike a
 * sigmoid followed by {@link BCELoss}.
 *
 * <p>Input and target of equal shapes; w and q broadcast to them. The loss has that shape, or is
 * one number; the mean divides by the number of elements, whatever the weights.
 */
public final class BCEWithLogitsLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final Options options;
  private final Tensor weight;
  private final Tensor posWeight;

  /** The mean over all elements, unweighted. */
  public BCEWithLogitsLoss() {
    this(options());
  }

  public BCEWithLogitsLoss(Reduction reduction) {
    this(options().reduction(reduction));
  }

  public BCEWithLogitsLoss(Options options) {
    super(options.reduction);
    this.options = options;
    this.weight = registerBuffer("weight", options.weight);
    this.posWeight = registerBuffer("pos_weight", options.posWeight);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(null, null, Reduction.MEAN);
  }

  /**
   * What the loss is made of; each method gives a changed copy.
   *
   * @param weight w, of each element, or null for ones
   * @param posWeight q, of the positive target, or null for ones
   */
  public record Options(Tensor weight, Tensor posWeight, Reduction reduction)
      implements Serializable {
    public Options weight(Tensor value) {
      return new Options(value, posWeight, reduction);
    }

    public Options posWeight(Tensor value) {
      return new Options(weight, value, reduction);
    }

    public Options reduction(Reduction value) {
      return new Options(weight, posWeight, value);
    }
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.binaryCrossEntropyWithLogits(input, target, weight, reduction(), posWeight);
  }

  @Override
  public BCEWithLogitsLoss withReduction(Reduction other) {
    return new BCEWithLogitsLoss(options.reduction(other));
  }
}
