package io.kindling.spark;

import io.kindling.data.ImageShape;
import io.kindling.spark.allreduce.TrainingSession;
import io.kindling.spark.checkpoint.CheckpointException;
import io.kindling.spark.checkpoint.Checkpointing;
import io.kindling.spark.checkpoint.RunConfiguration;
import io.kindling.spark.checkpoint.TrainingCheckpoint;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.TrainingSnapshot;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * What is written down of a run: its log in memory and, where there is a folder for them,
 * checkpoints that carry the log.
 */
final class RunJournal {
  private final Optional<Checkpointing> checkpoints;
  private final TrainingSnapshot start;
  private final RunLog log;

  private RunJournal(
      Optional<Checkpointing> checkpoints, TrainingSnapshot start, Optional<RunLog> earlier) {
    this.checkpoints = checkpoints;
    this.start = start;
    this.log = earlier.orElseGet(RunLog::new);
  }

  /**
   * Finds where to begin: at a checkpoint, or with the model as it was given.
   *
   * @param sample shape of the training samples as they are kept
   * @param total the step after which the run is to end
   */
  static RunJournal open(
      TrainerSettings settings,
      RunConfiguration configuration,
      ImageShape sample,
      long total,
      Configuration hadoop) {
    TrainerSettings.Faults faults = settings.faults();
    Optional<Checkpointing> checkpoints =
        faults
            .checkpoint()
            .map(
                config ->
                    Checkpointing.open(
                        config, configuration, settings.training()::copyOfModel, hadoop));
    if (!faults.resume()) {
      checkpoints.ifPresent(Checkpointing::refuseIfUsed);
    }
    Optional<TrainingCheckpoint> found =
        faults.resume() ? checkpoints.flatMap(Checkpointing::newest) : Optional.empty();
    if (found.isEmpty()) {
      ModelState given = InitialModel.of(settings, sample);
      return new RunJournal(checkpoints, TrainingSnapshot.beginning(given), Optional.empty());
    }
    TrainingSnapshot snapshot = found.get().snapshot();
    if (snapshot.step() > total) {
      throw new CheckpointException(
          "checkpoints: the newest is of step "
              + snapshot.step()
              + ", but the run is to end after step "
              + total
              + "; give more epochs or steps, or another folder to start anew");
    }
    return new RunJournal(
        checkpoints, snapshot, Optional.of(RunLog.restore(found.get().history())));
  }

  /** Where the run begins. */
  TrainingSnapshot start() {
    return start;
  }

  RunLog log() {
    return log;
  }

  /** The step before {@code end} after which a checkpoint is due next, else {@code end}. */
  long nextSave(long from, long end) {
    return Math.min(end, checkpoints.map(c -> c.nextInside(from)).orElse(end));
  }

  /** Whether a checkpoint is due after so many epochs and steps. */
  boolean isDueAfterEpoch(int epochs, long step) {
    return checkpoints.map(c -> c.dueAfterEpoch(epochs, step)).orElse(false);
  }

  /** Writes a checkpoint. */
  void save(TrainingSession session) {
    checkpoints.ifPresent(c -> c.save(session.snapshot(), log.stateDict()));
  }

  /** Writes a checkpoint of a run that has failed, if the log is of the same step as the model. */
  void saveIfCurrent(TrainingSession session) {
    TrainingSnapshot snapshot = session.snapshot();
    if (snapshot.step() == log.steps() && snapshot.step() > 0) {
      checkpoints.ifPresent(c -> c.save(snapshot, log.stateDict()));
    }
  }

  /** Why the last checkpoint could not be written, if so. */
  Optional<String> failure() {
    return checkpoints.flatMap(Checkpointing::failure);
  }
}
