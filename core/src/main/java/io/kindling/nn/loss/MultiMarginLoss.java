package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.LossArguments;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;
import java.io.Serializable;

/**
 * The hinge loss of many classes; {@code torch.nn.MultiMarginLoss}:
 *
 * <pre>{@code l = sum over i != y of w[y] max(0, margin - x[y] + x[i])^p / C}</pre>
 *
 * <p>Input (N, C) with int64 target (N), or (C) with one class; the loss has the target's shape, or
 * is one number. The mean divides by N, whatever the weights.
 */
public final class MultiMarginLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final Options options;
  private final Tensor weight;

  /** The mean over the batch; p 1, margin 1. */
  public MultiMarginLoss() {
    this(options());
  }

  public MultiMarginLoss(Reduction reduction) {
    this(options().reduction(reduction));
  }

  public MultiMarginLoss(Options options) {
    super(options.reduction);
    this.options = options;
    this.weight = registerBuffer("weight", options.weight);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1, 1, null, Reduction.MEAN);
  }

  /**
   * What the loss is made of; each method gives a changed copy.
   *
   * @param p 1 or 2
   * @param weight of each class (C), or null for ones
   */
  public record Options(int p, double margin, Tensor weight, Reduction reduction)
      implements Serializable {
    /** Checks the power and the weight's dimensions. */
    public Options {
      LossArguments.power("MultiMarginLoss", p);
      if (weight != null && weight.dim() != 1) {
        throw new IllegalArgumentException(
            "MultiMarginLoss: weight must be one-dimensional, got shape " + weight.shape());
      }
    }

    public Options p(int value) {
      return new Options(value, margin, weight, reduction);
    }

    public Options margin(double value) {
      return new Options(p, value, weight, reduction);
    }

    public Options weight(Tensor value) {
      return new Options(p, margin, value, reduction);
    }

    public Options reduction(Reduction value) {
      return new Options(p, margin, weight, value);
    }
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.multiMarginLoss(input, target, options.p, options.margin, weight, reduction());
  }

  @Override
  public double meanDivisor(Tensor input, Tensor target) {
    return target.numel();
  }

  @Override
  public MultiMarginLoss withReduction(Reduction other) {
    return new MultiMarginLoss(options.reduction(other));
  }
}
