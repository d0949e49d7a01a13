package io.kindling.spark.allreduce;

import io.kindling.data.SampleBlock;
import io.kindling.kernel.Parallel;
import io.kindling.spark.worker.Contribution;
import io.kindling.spark.worker.Replica;
import io.kindling.spark.worker.ReplicaPool;
import java.util.Iterator;
import java.util.function.Function;
import org.apache.spark.TaskContext;

/**
 * What all tasks do that train or judge on one partition: a replica contributes, or fails in words.
 */
final class ReplicaTask {
  private ReplicaTask() {}

  /** What there is to do with a partition's block. */
  interface Work {
    /**
     * What a replica is to contribute, or null for nothing.
     *
     * @param block null where there is none
     */
    Function<Replica, Contribution> with(ReplicaPool pool, SampleBlock block);
  }

  /**
   * What a replica contributes on this task's processors.
   *
   * @param program of the run, as bytes
   * @param values of the model, which the replica takes over before
   * @param copies about how many times their memory the work needs
   */
  static Contribution run(
      byte[] program, byte[] values, long copies, Iterator<SampleBlock> blocks, Work work) {
    TaskContext task = TaskContext.get();
    try (var threads = Parallel.scope(task.cpus())) {
      return WorkerErrors.caught(
          task,
          blocks,
          copies * values.length,
          block -> {
            ReplicaPool pool = ReplicaPool.of(program);
            Function<Replica, Contribution> contributing = work.with(pool, block);
            return contributing == null
                ? Contribution.empty()
                : pool.use(
                    program,
                    replica -> {
                      replica.load(values);
                      return contributing.apply(replica);
                    });
          });
    }
  }
}
