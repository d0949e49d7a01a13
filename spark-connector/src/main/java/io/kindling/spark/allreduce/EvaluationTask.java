package io.kindling.spark.allreduce;

import io.kindling.data.SampleBlock;
import io.kindling.kernel.Parallel;
import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.ReplicaPool;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/** Judges the samples of one partition. */
final class EvaluationTask implements FlatMapFunction<Iterator<SampleBlock>, Evaluation> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<byte[]> program;
  private final Broadcast<byte[]> state;

  EvaluationTask(Broadcast<byte[]> program, Broadcast<byte[]> state) {
    this.program = program;
    this.state = state;
  }

  @Override
  public Iterator<Evaluation> call(Iterator<SampleBlock> blocks) {
    return Collections.singleton(evaluation(blocks)).iterator();
  }

  private Evaluation evaluation(Iterator<SampleBlock> blocks) {
    if (!blocks.hasNext()) {
      return Evaluation.none();
    }
    SampleBlock block = blocks.next();
    byte[] bytes = program.value();
    try (var threads = Parallel.scope(TaskContext.get().cpus())) {
      return ReplicaPool.of(bytes)
          .use(
              bytes,
              replica -> {
                replica.load(state.value());
                return replica.evaluate(block);
              });
    }
  }
}
