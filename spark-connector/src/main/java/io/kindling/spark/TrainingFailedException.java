package io.kindling.spark;

import io.kindling.nn.Module;

/**
 * Training could not go on: a step has failed as often as Spark's configuration allows ({@code
 * spark.task.maxFailures}), the model or the loss have thrown on a worker, a checkpoint could not
 * be written and that was to stop it; or somebody has {@link #isCancelled() cancelled} it. The
 * message is one line.
 */
public final class TrainingFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;
  private final int epoch;
  private final boolean cancelled;
  private final long lastGoodStep;
  private final transient Module lastGood;

  private TrainingFailedException(
      String what, String why, Throwable cause, Where where, LastGood lastGood) {
    super(
        String.format(
            "training %s in step %d (epoch %d): %s%s",
            what, where.step, where.epoch, why, lastGood.words(where)),
        cause);
    this.step = where.step;
    this.epoch = where.epoch;
    this.cancelled = where.cancelled;
    this.lastGoodStep = lastGood.step;
    this.lastGood = lastGood.model;
  }

  /** The step that was not made, from 1, its epoch, and whether that was wanted. */
  record Where(long step, int epoch, boolean cancelled) {}

  /** A model, and after how many steps it was so. */
  record LastGood(Module model, long step) {
    private String words(Where where) {
      if (!where.cancelled && step == where.step - 1) {
        return "";
      }
      return "; the last good model is "
          + (step == 0 ? "the initial one" : "that after step " + step);
    }
  }

  static TrainingFailedException of(String why, Throwable cause, Where where, LastGood lastGood) {
    return new TrainingFailedException(
        where.cancelled ? "was cancelled" : "failed", why, cause, where, lastGood);
  }

  /** The step that failed, from 1. */
  public long step() {
    return step;
  }

  /** Its epoch, from 1. */
  public int epoch() {
    return epoch;
  }

  /**
   * Whether somebody wanted training to end: a cancelled job (by its group, a tag, the kill link of
   * Spark's pages), an interrupt of the thread, which stays interrupted, or a stopped context.
   */
  public boolean isCancelled() {
    return cancelled;
  }

  /** The model after the last step that is whole on the driver, in evaluation mode. */
  public Module lastGood() {
    return lastGood;
  }

  /** The number of steps that {@link #lastGood} has seen. */
  public long lastGoodStep() {
    return lastGoodStep;
  }
}
