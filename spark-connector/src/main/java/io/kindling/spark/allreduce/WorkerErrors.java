package io.kindling.spark.allreduce;

import io.kindling.spark.worker.Contribution;
import io.kindling.spark.worker.ProgramFailure;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/**
 * What becomes of an exception in a task of one step. Spark tries every failed task again, {@code
 * spark.task.maxFailures} times; what is certain to come again, or has come again, is a result
 * instead, that the driver throws.
 */
final class WorkerErrors {
  private WorkerErrors() {}

  /**
   * What {@code work} contributes, or why it cannot.
   *
   * @param bytes about how much memory it needs
   */
  static Contribution caught(TaskContext task, long bytes, Supplier<Contribution> work) {
    try {
      return work.get();
    } catch (TaskKilledException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
      RuntimeException said =
          ProgramFailure.harmless(e, "a step of this model, with its gradients and batch,", bytes);
      ProgramFailure failure = ProgramFailure.of(task.partitionId(), said);
      if (task.isInterrupted() || !failure.certain() && task.attemptNumber() == 0) {
        throw said;
      }
      return Contribution.failed(
          failure.certain() ? failure : failure.after(task.attemptNumber() + 1));
    }
  }
}
