package io.kindling.nn.loss;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.tensor.Tensor;

/**
 * The Kullback-Leibler divergence of a target distribution from one given by logarithms; {@code
 * torch.nn.KLDivLoss}. Element by element
 *
 * <pre>{@code l = t log t - t x        (t log t = 0 at t = 0)
 * l = e^t (t - x)          with logTarget, t being a logarithm too}</pre>
 *
 * <p>Input and target of any shapes that broadcast. {@link Reduction#BATCHMEAN} is the divergence
 * of mathematics: the sum divided by the first size of the input. The mean also divides by the size
 * of the distribution, of which PyTorch, and so this class, warns.
 */
public final class KLDivLoss extends Loss {
  private static final long serialVersionUID = 1L;

  private final boolean logTarget;

  /** The mean over all elements. */
  public KLDivLoss() {
    this(Reduction.MEAN);
  }

  public KLDivLoss(Reduction reduction) {
    this(reduction, false);
  }

  /**
   * @param logTarget the target holds logarithms of probabilities
   */
  public KLDivLoss(Reduction reduction, boolean logTarget) {
    super(reduction);
    this.logTarget = logTarget;
  }

  @Override
  public Tensor forward(Tensor input, Tensor target) {
    return F.klDiv(input, target, reduction(), logTarget);
  }

  @Override
  public double meanDivisor(Tensor input, Tensor target) {
    if (reduction() == Reduction.BATCHMEAN) {
      return input.dim() == 0 ? 1 : input.size(0);
    }
    return super.meanDivisor(input, target);
  }

  @Override
  public KLDivLoss withReduction(Reduction other) {
    return new KLDivLoss(other, logTarget);
  }
}
