package io.kindling.spark.allreduce;

import io.kindling.data.SampleBlock;
import io.kindling.kernel.Parallel;
import io.kindling.spark.worker.Contribution;
import io.kindling.spark.worker.ReplicaPool;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/** Judges the samples of one partition; the result is a {@link Contribution} as bytes. */
final class EvaluationTask implements FlatMapFunction<Iterator<SampleBlock>, byte[]> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<byte[]> program;
  private final Broadcast<byte[]> state;

  EvaluationTask(Broadcast<byte[]> program, Broadcast<byte[]> state) {
    this.program = program;
    this.state = state;
  }

  @Override
  public Iterator<byte[]> call(Iterator<SampleBlock> blocks) {
    return Collections.singleton(evaluation(blocks).encode()).iterator();
  }

  private Contribution evaluation(Iterator<SampleBlock> blocks) {
    byte[] bytes = program.value();
    byte[] values = state.value();
    TaskContext task = TaskContext.get();
    try (var threads = Parallel.scope(task.cpus())) {
      return WorkerErrors.caught(
          task,
          blocks,
          2L * values.length,
          block -> {
            ReplicaPool pool = ReplicaPool.of(bytes);
            pool.program().judged().check(task.partitionId(), block);
            return block == null
                ? Contribution.empty()
                : pool.use(
                    bytes,
                    replica -> {
                      replica.load(values);
                      return Contribution.of(replica.evaluate(block));
                    });
          });
    }
  }
}
