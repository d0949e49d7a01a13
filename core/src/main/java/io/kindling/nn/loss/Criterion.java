package io.kindling.nn.loss;

import io.kindling.nn.Module;

/** What all losses have in common: a module that measures, and reduces what it measured. */
public abstract class Criterion extends Module {
  private static final long serialVersionUID = 1L;

  private final Reduction reduction;

  /**
   * @throws IllegalArgumentException for {@link Reduction#BATCHMEAN}, unless this is a {@link
   *     KLDivLoss}
   */
  protected Criterion(Reduction reduction) {
    if (reduction == null || (reduction == Reduction.BATCHMEAN && !(this instanceof KLDivLoss))) {
      throw new IllegalArgumentException(
          name()
              + ": "
              + (reduction == null ? null : reduction.label())
              + " is not a valid value for reduction; wanted none, mean or sum");
    }
    this.reduction = reduction;
  }

  /** How the losses of a batch are reduced. */
  public final Reduction reduction() {
    return reduction;
  }

  /** The same loss with another reduction. */
  public abstract Criterion withReduction(Reduction other);
}
