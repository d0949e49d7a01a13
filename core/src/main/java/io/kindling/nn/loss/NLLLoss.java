package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.ops.NegativeLogLikelihood;
import io.kindling.tensor.Tensor;
import java.io.Serializable;

/**
 * Minus the logarithmic probability of the target class: {@code l_n = -w[y_n] x[n, y_n]}, where the
 * input already holds logarithms, as {@code logSoftmax} gives; {@code torch.nn.NLLLoss}, and for
 * images what was {@code NLLLoss2d}.
 *
 * <p>Input (C), (N, C) or (N, C, d1, ..., dk); target int64 or uint8 classes of shape (), (N) or
 * (N, d1, ..., dk); the loss has the target's shape, or is one number. The mean is weighted: {@code
 * sum l_n / sum w[y_n]}; over nothing but ignored targets it is NaN.
 */
public final class NLLLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final Options options;
  private final Tensor weight;

  /** The mean over the batch. */
  public NLLLoss() {
    this(options());
  }

  public NLLLoss(Reduction reduction) {
    this(options().reduction(reduction));
  }

  public NLLLoss(Options options) {
    super(options.reduction);
    this.options = options;
    this.weight = registerBuffer("weight", options.weight);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(null, -100, Reduction.MEAN);
  }

  /**
   * What the loss is made of; each method gives a changed copy.
   *
   * @param weight of each class (C), or null for ones
   * @param ignoreIndex the target that does not count
   */
  public record Options(Tensor weight, long ignoreIndex, Reduction reduction)
      implements Serializable {
    public Options weight(Tensor value) {
      return new Options(value, ignoreIndex, reduction);
    }

    public Options ignoreIndex(long value) {
      return new Options(weight, value, reduction);
    }

    public Options reduction(Reduction value) {
      return new Options(weight, ignoreIndex, value);
    }
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.nllLoss(input, target, weight, options.ignoreIndex, reduction());
  }

  @Override
  public double meanDivisor(Tensor input, Tensor target) {
    return NegativeLogLikelihood.divisor(target, weight, options.ignoreIndex);
  }

  @Override
  public NLLLoss withReduction(Reduction other) {
    return new NLLLoss(options.reduction(other));
  }
}
