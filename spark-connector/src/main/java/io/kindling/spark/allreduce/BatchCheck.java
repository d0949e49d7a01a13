package io.kindling.spark.allreduce;

import io.kindling.spark.worker.BlockFingerprints;
import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.TrainingProgram;

/** Whether the workers have seen the whole batch. */
final class BatchCheck {
  private BatchCheck() {}

  /**
   * @throws IllegalStateException when samples of the batch are missing, or there are too many
   */
  static void complete(TrainingProgram program, long step, Evaluation sums) {
    int wanted = program.sampler().batchSize(program.stepInEpoch(step));
    if (sums.samples() != wanted) {
      throw new IllegalStateException(
          "step "
              + (step + 1)
              + ": the partitions hold "
              + sums.samples()
              + " of the "
              + wanted
              + " samples of the batch: the data changed during training. "
              + BlockFingerprints.CURE);
    }
  }
}
