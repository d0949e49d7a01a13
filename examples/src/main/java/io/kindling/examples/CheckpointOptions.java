package io.kindling.examples;

import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.checkpoint.CheckpointConfig;
import picocli.CommandLine.Option;

/** Where checkpoints go, how often, and whether to go on from one. */
final class CheckpointOptions {
  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description =
          "Folder that receives checkpoints after every epoch and after the last step, on any file"
              + " system Hadoop knows. When one cannot be written, training goes on with a"
              + " warning.")
  private String folder;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description = "Checkpoints after every N steps too.")
  private Integer every;

  @Option(
      names = "--checkpoint-keep",
      paramLabel = "K",
      defaultValue = "3",
      description = "How many of the newest checkpoints to keep; default: ${DEFAULT-VALUE}.")
  private int keep;

  @Option(
      names = "--resume",
      description =
          "Goes on from the newest checkpoint that is whole, as if training had never stopped;"
              + " begins if there is none.")
  private boolean resume;

  /**
   * @throws IllegalArgumentException when the settings do not go together
   */
  void addTo(DistributedTrainer.Builder trainer) {
    if (folder == null) {
      if (resume || every != null) {
        throw new IllegalArgumentException(
            (resume ? "--resume" : "--checkpoint-every") + " needs --checkpoint DIR");
      }
      return;
    }
    CheckpointConfig config = CheckpointConfig.in(folder).keep(keep);
    if (every != null) {
      if (every < 1) {
        throw new IllegalArgumentException(
            "the number of steps between checkpoints must be at least 1, got " + every);
      }
      config = config.everySteps(every);
    }
    trainer.checkpoint(config).resume(resume);
  }
}
