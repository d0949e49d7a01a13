package io.kindling.spark;

import io.kindling.nn.Module;
import io.kindling.spark.allreduce.StepReport;
import java.util.function.Supplier;

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

  /**
   * Whether training is to end here, after {@link #onEpoch}.
   *
   * @param model gives a copy of the model as it is now, in evaluation mode
   */
  default boolean stopsAfter(EpochSummary epoch, Supplier<Module> model) {
    return false;
  }

  /** Training has ended well. */
  default void onEnd(TrainingResult result) {}
}
