package io.kindling.spark.allreduce;

import io.kindling.data.SampleBlock;
import io.kindling.spark.worker.TrainingProgram;
import io.kindling.spark.worker.TrainingSnapshot;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a strategy is asked to train.
 *
 * @param spark where
 * @param training one block per partition
 * @param evaluation one block per partition, or empty
 * @param program what each step does
 * @param start where to begin: the first step to be made is {@code start.step()}
 * @param kernels what is known of the workers' kernels
 */
public record TrainingJob(
    JavaSparkContext spark,
    JavaRDD<SampleBlock> training,
    Optional<JavaRDD<SampleBlock>> evaluation,
    TrainingProgram program,
    TrainingSnapshot start,
    WorkerKernels kernels) {

  /** A run that begins. */
  public TrainingJob(
      JavaSparkContext spark,
      JavaRDD<SampleBlock> training,
      Optional<JavaRDD<SampleBlock>> evaluation,
      TrainingProgram program,
      TrainingSnapshot start) {
    this(spark, training, evaluation, program, start, new WorkerKernels());
  }

  /** The same run from another state on. */
  TrainingJob from(TrainingSnapshot snapshot) {
    return new TrainingJob(spark, training, evaluation, program, snapshot, kernels);
  }
}
