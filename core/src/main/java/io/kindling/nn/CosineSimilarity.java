package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * {@code x1 . x2 / (max(|x1|, eps) max(|x2|, eps))} along a dimension; {@code
 * torch.nn.CosineSimilarity}.
 */
public final class CosineSimilarity extends Module {
  private static final long serialVersionUID = 1L;

  private final int dim;
  private final double eps;

  /** Dim 1, eps 1e-8. */
  public CosineSimilarity() {
    this(1, 1e-8);
  }

  public CosineSimilarity(int dim, double eps) {
    this.dim = dim;
    this.eps = eps;
  }

  /** Compares two tensors of the same shape. */
  public Tensor call(Tensor x1, Tensor x2) {
    return F.cosineSimilarity(x1, x2, dim, eps);
  }

  @Override
  protected void describe(Settings settings) {
    settings.hidden(1, "dim", dim).hidden(1e-8, "eps", eps);
  }
}
