package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.LossArguments;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.Serializable;
import java.util.List;

/**
 * The negative log likelihood of targets under a normal distribution whose mean is the input;
 * {@code torch.nn.GaussianNLLLoss}:
 *
 * <pre>{@code l = (log max(v, eps) + (x - y)^2 / max(v, eps)) / 2  [+ log(2 pi) / 2 with full]}
 * </pre>
 *
 * <p>Input (*) and target of shapes that broadcast; variance v of the input's shape, or the same
 * with a last size of 1 or without the last size, or with one size of 1. The loss has the input's
 * shape, or is one number. The cut at eps does not stop the gradient, as in PyTorch. Source: D. Nix
 * and A. Weigend, "Estimating the mean and variance of the target probability distribution", 1994.
 */
public final class GaussianNLLLoss extends TripleLoss {
  private static final long serialVersionUID = 1L;

  private final Options options;

  /** The mean over all elements, without the constant term. */
  public GaussianNLLLoss() {
    this(options());
  }

  public GaussianNLLLoss(Reduction reduction) {
    this(options().reduction(reduction));
  }

  public GaussianNLLLoss(Options options) {
    super(options.reduction);
    this.options = options;
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(false, 1e-6, Reduction.MEAN);
  }

  /**
   * What the loss is made of; each method gives a changed copy.
   *
   * @param full add the constant log(2 pi) / 2
   * @param eps the smallest variance
   */
  public record Options(boolean full, double eps, Reduction reduction) implements Serializable {
    /** Checks eps. */
    public Options {
      LossArguments.positive("GaussianNLLLoss", "eps", eps);
    }

    public Options full(boolean value) {
      return new Options(value, eps, reduction);
    }

    public Options eps(double value) {
      return new Options(full, value, reduction);
    }

    public Options reduction(Reduction value) {
      return new Options(full, eps, value);
    }
  }

  /** With the same variance everywhere. */
  public Tensor call(Tensor input, Tensor target, double variance) {
    return call(input, target, Tensors.full(input.dtype(), variance, input.shape().toArray()));
  }

  /**
   * The loss; call {@link #call(Tensor, Tensor, Tensor)}, not this.
   *
   * @throws IllegalArgumentException for a negative variance, or one of another shape
   */
  @Override
  public Tensor forward(Tensor input, Tensor target, Tensor variance) {
    return F.gaussianNllLoss(input, target, variance, options.full, options.eps, reduction());
  }

  @Override
  public double meanDivisor(Tensor input, Tensor target, Tensor variance) {
    return Shape.broadcast(name(), input.shape(), target.shape()).numel();
  }

  @Override
  public List<String> operands() {
    return List.of("input", "target", "var");
  }

  @Override
  public GaussianNLLLoss withReduction(Reduction other) {
    return new GaussianNLLLoss(options.reduction(other));
  }
}
