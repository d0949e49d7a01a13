package io.kindling.spark.allreduce;

import io.kindling.data.SampleBlock;
import io.kindling.spark.worker.Contribution;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/** Judges the samples of one partition; the result is a {@link Contribution} as bytes. */
record EvaluationTask(Broadcast<byte[]> program, Broadcast<byte[]> state)
    implements FlatMapFunction<Iterator<SampleBlock>, byte[]> {
  @Override
  public Iterator<byte[]> call(Iterator<SampleBlock> blocks) {
    return Collections.singleton(evaluation(blocks).encode()).iterator();
  }

  private Contribution evaluation(Iterator<SampleBlock> blocks) {
    return ReplicaTask.run(
        program.value(),
        state.value(),
        2,
        blocks,
        (pool, block) -> {
          pool.program().judged().check(TaskContext.getPartitionId(), block);
          return block == null ? null : replica -> Contribution.of(replica.evaluate(block));
        });
  }
}
