package io.kindling.spark;

import io.kindling.nn.Module;
import io.kindling.spark.allreduce.StepReport;
import java.util.function.Supplier;

/**
 * Told of a training run as it goes, on the thread that called {@link DistributedTrainer#fit()}; a
 * slow listener slows training down. One that fails is told nothing more of the run, a warning says
 * so once, and training goes on, unless it {@linkplain #endsRun wants it otherwise}.
 */
public interface TrainingListener {
  /** Listens to nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** Data and model are ready; the first step follows. */
  default void onStart(TrainingStart start) {}

  /**
   * Something that results or speed suffer from, with its cure; before the step in which it was
   * seen first. It is in the log, too.
   */
  default void onWarning(String text) {}

  /** A step has been made. */
  default void onStep(StepReport step) {}

  /** An epoch has ended, and its evaluation if there is one. */
  default void onEpoch(EpochSummary epoch) {}

  /**
   * After {@link #onEpoch}, for those that look into the model.
   *
   * @param model gives a copy of the model as it is now, in evaluation mode
   */
  default void onModel(EpochSummary epoch, Supplier<Module> model) {}

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

  /**
   * Training that had begun has ended otherwise: {@link TrainingDivergedException}, {@link
   * TrainingFailedException}, which may say that it was cancelled, or what a listener has thrown.
   */
  default void onFailure(Exception failure) {}

  /** Whether what this listener throws ends the run, as what it is. */
  default boolean endsRun() {
    return false;
  }
}
