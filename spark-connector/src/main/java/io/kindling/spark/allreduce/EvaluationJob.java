package io.kindling.spark.allreduce;

import io.kindling.spark.worker.Contribution;
import io.kindling.spark.worker.Evaluation;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** Judges a model on all partitions in one Spark job. */
final class EvaluationJob {
  private EvaluationJob() {}

  /** The sums over all evaluation data of {@code job}, or over its training data. */
  static Evaluation run(TrainingJob job, Broadcast<byte[]> program, byte[] model) {
    Broadcast<byte[]> state = job.spark().broadcast(model);
    try {
      List<byte[]> parts =
          job.evaluation()
              .orElse(job.training())
              .mapPartitions(new EvaluationTask(program, state), true)
              .collect();
      PairwiseSum<Evaluation> sum = new PairwiseSum<>(parts.size(), Evaluation::plus);
      for (int i = 0; i < parts.size(); i++) {
        sum.add(i, Contribution.decode(parts.get(i)).orThrow().sums());
      }
      return sum.result();
    } finally {
      Broadcasts.destroy(job.spark(), state);
    }
  }
}
