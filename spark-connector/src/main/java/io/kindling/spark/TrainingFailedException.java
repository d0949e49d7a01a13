package io.kindling.spark;

import io.kindling.nn.Module;

/**
 * Training could not go on: a step has failed as often as Spark's configuration allows ({@code
 * spark.task.maxFailures}), or a checkpoint could not be written and that was to stop it. The
 * message is one line.
 */
public final class TrainingFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;
  private final int epoch;
  private final transient Module lastGood;

  TrainingFailedException(String why, Throwable cause, long step, int epoch, Module lastGood) {
    super("training failed in step " + step + " (epoch " + epoch + "): " + why, cause);
    this.step = step;
    this.epoch = epoch;
    this.lastGood = lastGood;
  }

  /** The step that failed, from 1. */
  public long step() {
    return step;
  }

  /** Its epoch, from 1. */
  public int epoch() {
    return epoch;
  }

  /** The model after the last step that is whole on the driver, in evaluation mode. */
  public Module lastGood() {
    return lastGood;
  }
}
