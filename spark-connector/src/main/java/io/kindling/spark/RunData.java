package io.kindling.spark;

import io.kindling.data.SampleBlock;
import io.kindling.nn.loss.Loss;
import io.kindling.spark.worker.TrainingProgram.Judging;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * What a run's model is judged on, for listeners that look at samples.
 *
 * @param blocks the evaluation data, or the training data where there is none
 * @param heldOut whether it is not what the model is trained on
 * @param judging how samples become inputs and inputs outputs, in evaluation
 * @param loss the run's
 * @param batchSize most samples to put through the model at once
 * @param classNames by their numbers; empty where not given
 */
public record RunData(
    JavaRDD<SampleBlock> blocks,
    boolean heldOut,
    Judging judging,
    Loss loss,
    int batchSize,
    List<String> classNames) {

  /** What people call a class. */
  public String className(int number) {
    return number >= 0 && number < classNames.size() ? classNames.get(number) : "" + number;
  }
}
