package io.kindling.spark.allreduce;

import io.kindling.data.DataException;
import io.kindling.data.SampleBlock;
import io.kindling.data.SparseBatch;
import io.kindling.spark.worker.Contribution;
import io.kindling.spark.worker.ProgramFailure;
import io.kindling.tensor.OutOfHeapException;
import java.util.Iterator;
import java.util.function.Function;
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
   * What {@code work} contributes with the partition's block, which is null where there is none; or
   * why it cannot. The block may have to be decoded first: what is wrong with the data will not
   * change, while what else keeps a block from being read is Spark's to try again.
   *
   * @param bytes about how much memory it needs
   */
  static Contribution caught(
      TaskContext task,
      Iterator<SampleBlock> blocks,
      long bytes,
      Function<SampleBlock, Contribution> work) {
    SampleBlock block;
    try {
      block = block(blocks);
    } catch (DataException e) {
      return Contribution.failed(ProgramFailure.of(task.partitionId(), e));
    }
    try {
      return work.apply(block);
    } catch (TaskKilledException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
      RuntimeException said = ProgramFailure.harmless(e, step(block), bytes);
      ProgramFailure failure = ProgramFailure.of(task.partitionId(), said);
      if (task.isInterrupted() || !failure.certain() && task.attemptNumber() == 0) {
        throw said;
      }
      return Contribution.failed(
          failure.certain() ? failure : failure.after(task.attemptNumber() + 1));
    }
  }

  /** What may not fit into memory. */
  private static String step(SampleBlock block) {
    String zeros =
        block != null && SparseBatch.isSparse(block)
            ? " (of sparse vectors, whose zeros take memory where the first layer is no Linear)"
            : "";
    return "a step of this model, with its gradients and batch" + zeros + ",";
  }

  /**
   * The partition's block, or null where there is none.
   *
   * @throws OutOfHeapException when memory does not suffice, as for one that Spark has moved to
   *     disk and reads back whole
   */
  static SampleBlock block(Iterator<SampleBlock> blocks) {
    try {
      return blocks.hasNext() ? blocks.next() : null;
    } catch (OutOfMemoryError e) {
      throw OutOfHeapException.of(
          "a partition's block of samples",
          0,
          "use cache = disk (--cache), more partitions, or fewer tasks an executor",
          e);
    }
  }
}
