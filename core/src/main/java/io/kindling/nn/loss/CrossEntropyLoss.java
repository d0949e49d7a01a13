package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.LossArguments;
import io.kindling.nn.functional.Reduction;
import io.kindling.ops.NegativeLogLikelihood;
import io.kindling.tensor.Tensor;
import java.io.Serializable;

/**
 * The cross entropy of a target distribution and the softmax of logits; {@code
 * torch.nn.CrossEntropyLoss}. With classes y as target
 *
 * <pre>{@code l_n = -w[y_n] log softmax(x_n)[y_n]}</pre>
 *
 * and with probabilities p as target {@code l_n = -sum_c w[c] p[n, c] log softmax(x_n)[c]}. Label
 * smoothing e mixes the target with the uniform distribution: {@code (1-e) target + e/C}.
 *
 * <p>Input (C), (N, C) or (N, C, d1, ..., dk) of logits; target either int64 or uint8 classes of
 * shape (), (N) or (N, d1, ..., dk), or probabilities of the input's shape. The loss has the shape
 * of the classes, or is one number. The mean over classes is weighted, {@code sum l_n / sum
 * w[y_n]}, and leaves ignored targets out; the mean over probabilities divides by the number of
 * positions.
 */
public final class CrossEntropyLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final Options options;
  private final Tensor weight;

  /** The mean over the batch. */
  public CrossEntropyLoss() {
    this(options());
  }

  public CrossEntropyLoss(Reduction reduction) {
    this(options().reduction(reduction));
  }

  public CrossEntropyLoss(Options options) {
    super(options.reduction);
    this.options = options;
    this.weight = registerBuffer("weight", options.weight);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(null, -100, 0, Reduction.MEAN);
  }

  /**
   * What the loss is made of; each method gives a changed copy.
   *
   * @param weight of each class (C), or null for ones
   * @param ignoreIndex the target class that does not count
   * @param labelSmoothing e in [0, 1]
   */
  public record Options(Tensor weight, long ignoreIndex, double labelSmoothing, Reduction reduction)
      implements Serializable {
    /** Checks the smoothing. */
    public Options {
      LossArguments.labelSmoothing("CrossEntropyLoss", labelSmoothing);
    }

    public Options weight(Tensor value) {
      return new Options(value, ignoreIndex, labelSmoothing, reduction);
    }

    public Options ignoreIndex(long value) {
      return new Options(weight, value, labelSmoothing, reduction);
    }

    public Options labelSmoothing(double value) {
      return new Options(weight, ignoreIndex, value, reduction);
    }

    public Options reduction(Reduction value) {
      return new Options(weight, ignoreIndex, labelSmoothing, value);
    }
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.crossEntropy(
        input, target, weight, options.ignoreIndex, reduction(), options.labelSmoothing);
  }

  @Override
  public double meanDivisor(Tensor input, Tensor target) {
    if (input.shape().equals(target.shape())) {
      return (double) input.numel() / Math.max(1, input.size(input.dim() <= 1 ? 0 : 1));
    }
    return NegativeLogLikelihood.divisor(target, weight, options.ignoreIndex);
  }

  @Override
  public CrossEntropyLoss withReduction(Reduction other) {
    return new CrossEntropyLoss(options.reduction(other));
  }
}
