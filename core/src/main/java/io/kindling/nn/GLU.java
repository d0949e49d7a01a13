package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * The first half of a dimension times the sigmoid of the second (Dauphin et al., 2016); {@code
 * torch.nn.GLU}.
 */
public final class GLU extends Module {
  private static final long serialVersionUID = 1L;

  private final int dim;

  /** Dim -1. */
  public GLU() {
    this(-1);
  }

  public GLU(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.glu(input, dim);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("dim", dim);
  }
}
