package io.kindling.nn.loss;

import io.kindling.ops.SpecialMath;
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
    if (!input.dtype().isFloatingPoint() || !target.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "kl_div: Integral inputs not supported; got input of "
              + input.dtype()
              + " and target of "
              + target.dtype()
              + ", wanted float32 or float64");
    }
    if (reduction() == Reduction.MEAN) {
      Warnings.once(
          "reduction: 'mean' divides the total loss by both the batch size and the support size."
              + "'batchmean' divides only by the batch size, and aligns with the KL div math"
              + " definition.'mean' will be changed to behave the same as 'batchmean' in the next"
              + " major release.");
    }
    Tensor losses =
        logTarget
            ? target.exp().mul(target.sub(input))
            : SpecialMath.xlogy(target, target).sub(target.mul(input));
    if (reduction() != Reduction.BATCHMEAN) {
      return reduction().of(losses);
    }
    Tensor sum = losses.sum();
    return input.dim() == 0 ? sum : sum.div(Operands.number(sum, input.size(0)));
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
