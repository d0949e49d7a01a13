package io.kindling.spark.checkpoint;

import java.util.Objects;

/**
 * Where and when a run leaves checkpoints.
 *
 * <pre>{@code
 * CheckpointConfig.in("hdfs:///runs/cifar").everySteps(500).keep(5)
 * }</pre>
 *
 * <p>Besides, one is written after the last step, always. Immutable; each one-argument method gives
 * a changed copy.
 *
 * @param folder on any file system that Hadoop knows; made if it is not there
 * @param everySteps after each step whose number is a multiple of this; 0 for none
 * @param everyEpochs after each epoch whose number is a multiple of this; 0 for none
 * @param keep how many of the newest stay, at least 1
 * @param onFailure what to do when one cannot be written
 */
public record CheckpointConfig(
    String folder, int everySteps, int everyEpochs, int keep, OnFailure onFailure) {

  /** What becomes of training when a checkpoint cannot be written; the older ones stay whole. */
  public enum OnFailure {
    /** Training goes on with a warning; after the last step the result tells of it. */
    WARN,
    /** Training stops. */
    STOP
  }

  public CheckpointConfig {
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(onFailure, "onFailure");
    if (folder.isBlank()) {
      throw new IllegalArgumentException("CheckpointConfig: the folder's name is empty");
    }
    atLeast(0, everySteps, "the number of steps between checkpoints");
    atLeast(0, everyEpochs, "the number of epochs between checkpoints");
    atLeast(1, keep, "the number of checkpoints to keep");
  }

  /** A checkpoint after every epoch, the newest three kept, a warning when one fails. */
  public static CheckpointConfig in(String folder) {
    return new CheckpointConfig(folder, 0, 1, 3, OnFailure.WARN);
  }

  /** With a checkpoint after every {@code steps} steps. */
  public CheckpointConfig everySteps(int steps) {
    return new CheckpointConfig(folder, steps, everyEpochs, keep, onFailure);
  }

  /** With a checkpoint after every {@code epochs} epochs. */
  public CheckpointConfig everyEpochs(int epochs) {
    return new CheckpointConfig(folder, everySteps, epochs, keep, onFailure);
  }

  /** With so many checkpoints kept. */
  public CheckpointConfig keep(int newest) {
    return new CheckpointConfig(folder, everySteps, everyEpochs, newest, onFailure);
  }

  /** With another answer to a failed write. */
  public CheckpointConfig onFailure(OnFailure answer) {
    return new CheckpointConfig(folder, everySteps, everyEpochs, keep, answer);
  }

  private static void atLeast(int least, int value, String what) {
    if (value < least) {
      throw new IllegalArgumentException(
          "CheckpointConfig: " + what + " must be at least " + least + ", got " + value);
    }
  }
}
