package io.kindling.spark.worker;

import java.io.Serializable;

/** The learning rate of each step; a pure function, so that any worker can tell it. */
@FunctionalInterface
public interface LearningRateSchedule extends Serializable {
  /** The optimizer's own learning rate, always. */
  LearningRateSchedule CONSTANT = (base, epoch, step) -> base;

  /**
   * The learning rate of one step.
   *
   * @param base the learning rate in the optimizer's settings
   * @param epoch pass over the data, from 0
   * @param step number of updates made before this one, from 0
   */
  double at(double base, int epoch, long step);
}
