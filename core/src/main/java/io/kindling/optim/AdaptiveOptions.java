package io.kindling.optim;

import java.util.OptionalDouble;

/**
 * Options of optimizers with running averages of the gradient and of its size, as Adam's; each
 * method gives a changed copy.
 *
 * @param <O> the record of options
 */
public interface AdaptiveOptions<O extends AdaptiveOptions<O>> extends CommonOptions<O> {
  /** Decay of the running average of gradients. */
  double beta1();

  /** With this decay of the running average of gradients. */
  default O beta1(double value) {
    return with("beta1", value);
  }

  /** With this decay of the running average of their squares, or sizes. */
  default O beta2(double value) {
    return with("beta2", value);
  }

  /** Both decay rates. */
  default O betas(double first, double second) {
    return beta1(first).beta2(second);
  }

  @Override
  default OptionalDouble cycledMomentum() {
    return OptionalDouble.of(beta1());
  }

  @Override
  default O cycledMomentum(double value) {
    return beta1(value);
  }
}
