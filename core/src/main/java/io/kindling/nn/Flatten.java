package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Joins dimensions, by default all but the first; {@code torch.nn.Flatten}. */
public final class Flatten extends Module {
  private static final long serialVersionUID = 1L;

  private final int startDim;
  private final int endDim;

  /** StartDim 1, endDim -1. */
  public Flatten() {
    this(1, -1);
  }

  public Flatten(int startDim, int endDim) {
    this.startDim = startDim;
    this.endDim = endDim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return input.flatten(startDim, endDim);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("start_dim", startDim);
    settings.named("end_dim", endDim);
  }
}
