package io.kindling.nn.loss;

import io.kindling.nn.Module;
import io.kindling.tensor.Tensor;

/** How far an input is from a target. */
public abstract class Loss extends Module {
  private static final long serialVersionUID = 1L;

  /** The loss; call {@link #call(Tensor, Tensor)}, not this. */
  public abstract Tensor forward(Tensor input, Tensor target);

  /** The loss: Python's {@code loss(input, target)}. */
  public final Tensor call(Tensor input, Tensor target) {
    return forward(input, target);
  }

  /** How the losses of a batch are reduced. */
  public abstract Reduction reduction();

  /** The same loss with another reduction. Distributed training sums, and divides once. */
  public abstract Loss withReduction(Reduction reduction);
}
