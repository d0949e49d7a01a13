package io.kindling.spark.worker;

/** The loss or the gradient is no longer a finite number. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;
  private final int epoch;
  private final transient ModelState lastGood;

  /**
   * @param step number of the step, from 0
   * @param epoch number of its epoch, from 0
   * @param what as {@code the loss}
   * @param state as {@code NaN}
   * @param lastGood the values of the model with which the loss was last finite
   */
  public DivergedException(long step, int epoch, String what, String state, ModelState lastGood) {
    super(
        "training diverged: "
            + what
            + " of step "
            + (step + 1)
            + " (epoch "
            + (epoch + 1)
            + ") is "
            + state
            + "; lower the learning rate, or look for values in the data that are not finite");
    this.step = step;
    this.epoch = epoch;
    this.lastGood = lastGood;
  }

  /** Number of the step, from 0. */
  public long step() {
    return step;
  }

  /** Number of the epoch, from 0. */
  public int epoch() {
    return epoch;
  }

  /** The values of the model with which the loss was last finite, or the initial ones. */
  public ModelState lastGood() {
    return lastGood;
  }
}
