package io.kindling.spark;

import io.kindling.spark.allreduce.StepReport;

/**
 * Told of a training run as it goes, on the thread that called {@link DistributedTrainer#fit()}; a
 * slow listener slows training down. An exception ends the run.
 */
public interface TrainingListener {
  /** Listens to nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** Data and model are ready; the first step follows. */
  default void onStart(TrainingStart start) {}

  /** A step has been made. */
  default void onStep(StepReport step) {}

  /** An epoch has ended, and its evaluation if there is one. */
  default void onEpoch(EpochSummary epoch) {}

  /** Training has ended well. */
  default void onEnd(TrainingResult result) {}
}
