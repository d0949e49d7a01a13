package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * The p-norm of {@code x1 - x2 + eps} along the last dimension; {@code torch.nn.PairwiseDistance}.
 */
public final class PairwiseDistance extends Module {
  private static final long serialVersionUID = 1L;

  private final double p;
  private final double eps;
  private final boolean keepDim;

  /** P 2, eps 1e-6, the dimension dropped. */
  public PairwiseDistance() {
    this(2, 1e-6, false);
  }

  public PairwiseDistance(double p, double eps, boolean keepDim) {
    this.p = p;
    this.eps = eps;
    this.keepDim = keepDim;
  }

  /** The distances of two tensors, which broadcast. */
  public Tensor call(Tensor x1, Tensor x2) {
    return F.pairwiseDistance(x1, x2, p, eps, keepDim);
  }

  @Override
  protected void describe(Settings settings) {
    settings.hidden(2., "p", p).hidden(1e-6, "eps", eps).hidden(false, "keepdim", keepDim);
  }
}
