package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** Joins dimensions, by default all but the first; {@code torch.nn.Flatten}. */
public final class Flatten extends Module {
  private static final long serialVersionUID = 1L;

  private final int startDim;
  private final int endDim;

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
  protected String extraRepr() {
    return "start_dim=" + startDim + ", end_dim=" + endDim;
  }
}
