package io.kindling.nn;

import io.kindling.tensor.Tensor;

/** What element-wise activations share: they may overwrite their input. */
abstract class Activation extends Module {
  private static final long serialVersionUID = 1L;

  private final boolean inplace;

  Activation(boolean inplace) {
    this.inplace = inplace;
  }

  /** Whether the input is overwritten. */
  final boolean inplace() {
    return inplace;
  }

  /** The activation, not in place. */
  abstract Tensor activate(Tensor input);

  /** The settings but {@code inplace}. */
  void describeOwn(Settings settings) {}

  @Override
  public final Tensor forward(Tensor input) {
    return inplace ? input.apply_(this::activate) : activate(input);
  }

  @Override
  protected void describe(Settings settings) {
    describeOwn(settings);
    settings.unless(false, "inplace", inplace);
  }
}
