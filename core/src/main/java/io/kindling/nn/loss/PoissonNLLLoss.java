package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;
import java.io.Serializable;

/**
 * The negative log likelihood of counts under a Poisson distribution; {@code
 * torch.nn.PoissonNLLLoss}:
 *
 * <pre>{@code l = e^x - y x                  with logInput, x being the logarithm of the rate
 * l = x - y log(x + eps)         without
 * + y log y - y + log(2 pi y)/2  with full, where y > 1: Stirling's log y!}</pre>
 *
 * <p>Input and target of any shapes that broadcast; the loss has that shape, or is one number.
 */
public final class PoissonNLLLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final Options options;

  /** The mean over all elements, of logarithms of rates. */
  public PoissonNLLLoss() {
    this(options());
  }

  public PoissonNLLLoss(Reduction reduction) {
    this(options().reduction(reduction));
  }

  public PoissonNLLLoss(Options options) {
    super(options.reduction);
    this.options = options;
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(true, false, 1e-8, Reduction.MEAN);
  }

  /**
   * What the loss is made of; each method gives a changed copy.
   *
   * @param logInput the input is the logarithm of the rate
   * @param full add Stirling's approximation of log y!
   * @param eps keeps log(x) finite at x = 0 when the input is the rate itself
   */
  public record Options(boolean logInput, boolean full, double eps, Reduction reduction)
      implements Serializable {
    public Options logInput(boolean value) {
      return new Options(value, full, eps, reduction);
    }

    public Options full(boolean value) {
      return new Options(logInput, value, eps, reduction);
    }

    public Options eps(double value) {
      return new Options(logInput, full, value, reduction);
    }

    public Options reduction(Reduction value) {
      return new Options(logInput, full, eps, value);
    }
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.poissonNllLoss(
        input, target, options.logInput, options.full, options.eps, reduction());
  }

  @Override
  public PoissonNLLLoss withReduction(Reduction other) {
    return new PoissonNLLLoss(options.reduction(other));
  }
}
