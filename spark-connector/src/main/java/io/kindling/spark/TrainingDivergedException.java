package io.kindling.spark;

import io.kindling.nn.Module;
import io.kindling.spark.worker.DivergedException;

/** Training has stopped because the loss or the gradient is no longer a finite number. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;
  private final int epoch;
  private final transient Module lastGood;

  TrainingDivergedException(DivergedException cause, Module lastGood) {
    super(cause.getMessage(), cause);
    this.step = cause.step() + 1;
    this.epoch = cause.epoch() + 1;
    this.lastGood = lastGood;
  }

  /** The step it happened in, from 1. */
  public long step() {
    return step;
  }

  /** The epoch it happened in, from 1. */
  public int epoch() {
    return epoch;
  }

  /**
   * The model with the parameters for which the loss was last finite (the initial ones if it never
   * was), in evaluation mode.
   */
  public Module lastGood() {
    return lastGood;
  }
}
