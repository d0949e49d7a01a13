package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * While training, zeroes the whole input with probability p, or each sample of it by itself, and
 * scales what is left by 1 / (1 - p); {@code torchvision.ops.StochasticDepth}. Stands at the end of
 * the branch that a residual block adds to its shortcut. The random numbers are those of the
 * current {@link io.kindling.random.Generator}.
 *
 * <p>Source: Huang et al., "Deep Networks with Stochastic Depth", 2016.
 */
public final class StochasticDepth extends Module {
  private static final long serialVersionUID = 1L;

  private final double p;
  private final String mode;

  /**
   * @param p the probability of zero
   * @param mode {@code row}: each sample by itself; {@code batch}: all or none
   * @throws IllegalArgumentException when there is no such mode, or p is not in 0..1
   */
  public StochasticDepth(double p, String mode) {
    F.stochasticDepth(Tensors.zeros(1), p, mode, false); // refuses what is wrong
    this.p = p;
    this.mode = mode;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.stochasticDepth(input, p, mode, isTraining());
  }

  /**
   * The probability for each block of a network that grows in depth as in the paper: of block l of
   * L, counted from 1, {@code l / L p}.
   *
   * @param p of the last block
   */
  public static double linear(double p, int block, int blocks) {
    return p * block / blocks;
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("p", p).printed("mode=" + mode).keep("mode", mode);
  }
}
