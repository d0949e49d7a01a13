package io.kindling.spark.checkpoint;

import io.kindling.io.Checkpoint;
import io.kindling.io.StateDict;
import io.kindling.nn.Module;
import io.kindling.spark.allreduce.Cancellation;
import io.kindling.spark.checkpoint.CheckpointConfig.OnFailure;
import io.kindling.spark.worker.TrainingSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When a run saves itself, and from where it goes on. */
public final class Checkpointing {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointing.class);

  private final CheckpointConfig config;
  private final CheckpointStore store;
  private final RunConfiguration run;
  private final Supplier<Module> copies;
  private long saved = -1;
  private Optional<String> failure = Optional.empty();

  private Checkpointing(
      CheckpointConfig config,
      CheckpointStore store,
      RunConfiguration run,
      Supplier<Module> copies) {
    this.config = config;
    this.store = store;
    this.run = run;
    this.copies = copies;
  }

  /**
   * Opens the folder.
   *
   * @param copies gives copies of the model
   * @throws CheckpointException when it cannot be written to
   */
  public static Checkpointing open(
      CheckpointConfig config,
      RunConfiguration run,
      Supplier<Module> copies,
      Configuration hadoop) {
    CheckpointStore store = CheckpointStore.open(config.folder(), hadoop);
    return new Checkpointing(config, store, run, copies);
  }

  /**
   * The newest checkpoint that is whole, if there is any at all.
   *
   * @throws CheckpointException when none of those there is whole, or it is of another run
   */
  public Optional<TrainingCheckpoint> newest() {
    List<String> damaged = new ArrayList<>();
    for (long step : store.steps()) {
      Checkpoint file;
      try {
        file = store.read(step);
      } catch (IOException e) {
        String problem = store.file(step).getName() + " (" + e.getMessage() + ")";
        damaged.add(problem);
        LOG.warn("This checkpoint cannot be used: {}", problem);
        continue;
      }
      TrainingCheckpoint found = checked(step, file);
      saved = step;
      if (!damaged.isEmpty()) {
        LOG.warn("Going on from the one before it, {}", store.file(step));
      }
      return Optional.of(found);
    }
    if (!damaged.isEmpty()) {
      throw new CheckpointException(
          "checkpoints: none in "
              + store.path()
              + " can be used: "
              + String.join(", ", damaged)
              + "; give another folder to start anew");
    }
    return Optional.empty();
  }

  private TrainingCheckpoint checked(long step, Checkpoint file) {
    String refusal = "checkpoints: " + store.file(step) + " is of another run: ";
    try {
      RunConfiguration theirs = TrainingCheckpoint.configuration(file);
      List<String> conflicts = run.conflicts(theirs);
      if (!conflicts.isEmpty()) {
        throw new CheckpointException(
            refusal
                + String.join("; ", conflicts)
                + "; use the same settings, or another folder to start anew");
      }
      TrainingCheckpoint found = TrainingCheckpoint.fromFile(file, copies.get());
      for (String warning : run.warnings(theirs)) {
        LOG.warn(
            "Going on from {} with {}: the same computation, but for rounding",
            store.file(step),
            warning);
      }
      return found;
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(refusal + e.getMessage(), e);
    }
  }

  /**
   * Refuses a folder that holds checkpoints already, for a run that starts anew: their order would
   * be mixed with the new ones.
   */
  public void refuseIfUsed() {
    List<Long> steps = store.steps();
    if (!steps.isEmpty()) {
      throw new CheckpointException(
          "checkpoints: "
              + store.path()
              + " holds those of an earlier run, up to step "
              + steps.get(0)
              + "; resume it, or give another folder");
    }
  }

  /** The first step after {@code step} after which a checkpoint is due inside an epoch. */
  public long nextInside(long step) {
    long every = config.everySteps();
    return every == 0 ? Long.MAX_VALUE : (step / every + 1) * every;
  }

  /** Whether one is due when {@code epochs} epochs have ended after {@code step} steps. */
  public boolean dueAfterEpoch(long epochs, long step) {
    return config.everyEpochs() > 0 && epochs % config.everyEpochs() == 0
        || config.everySteps() > 0 && step % config.everySteps() == 0;
  }

  /**
   * Saves the run, unless that has been done.
   *
   * @param history what the run has reported so far
   * @throws CheckpointException when it fails and that is to stop training
   */
  public void save(TrainingSnapshot snapshot, StateDict history) {
    if (snapshot.step() == saved) {
      return;
    }
    boolean interrupted = Thread.interrupted(); // file systems would refuse to write
    try {
      TrainingCheckpoint checkpoint = new TrainingCheckpoint(snapshot, run, history);
      store.write(snapshot.step(), checkpoint.toFile(copies.get()), config.keep());
      saved = snapshot.step();
      failure = Optional.empty();
    } catch (CheckpointException e) {
      failure = Optional.of(e.getMessage());
      if (config.onFailure() == OnFailure.STOP) {
        throw e;
      }
      interrupted |= Cancellation.isInterruption(e.getCause());
      LOG.warn("Training goes on without this checkpoint; {}", e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Why the last checkpoint could not be written, if so. */
  public Optional<String> failure() {
    return failure;
  }
}
