package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** What dropout layers share: the probability, and that they may overwrite their input. */
abstract class DropoutLayer extends Module {
  private static final long serialVersionUID = 1L;

  private final double p;
  private final boolean inplace;

  DropoutLayer(double p, boolean inplace) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          name() + ": dropout probability has to be between 0 and 1, but got " + p);
    }
    this.p = p;
    this.inplace = inplace;
  }

  /** Drops while training, not in place. */
  abstract Tensor drop(Tensor input, double probability, boolean training);

  @Override
  public final Tensor forward(Tensor input) {
    return inplace ? input.apply_(x -> drop(x, p, isTraining())) : drop(input, p, isTraining());
  }

  @Override
  protected final void describe(Settings settings) {
    settings.named("p", p).named("inplace", inplace);
  }
}
