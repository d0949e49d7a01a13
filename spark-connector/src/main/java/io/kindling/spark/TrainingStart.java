package io.kindling.spark;

import java.util.Map;

/**
 * What a training run is about to do.
 *
 * @param id of the run, which is also the job group of its Spark jobs
 * @param name of the run, as the user gave it
 * @param samples in the training data
 * @param evaluationSamples in the evaluation data, 0 without
 * @param partitions of the training data, each a worker
 * @param parameters number of the model's parameters
 * @param stepsPerEpoch steps of a whole epoch
 * @param firstStep number of the first step to be made, from 0; above 0 in a resumed run
 * @param steps steps of the whole run
 * @param classification whether samples have classes, so that there is an accuracy
 * @param strategy name of the all-reduce strategy
 * @param data what its model is judged on; null where nobody needs it
 * @param configuration settings by their names, in the order to show them in
 */
public record TrainingStart(
    String id,
    String name,
    long samples,
    long evaluationSamples,
    int partitions,
    long parameters,
    int stepsPerEpoch,
    long firstStep,
    long steps,
    boolean classification,
    String strategy,
    RunData data,
    Map<String, String> configuration) {

  /** The same without the data it is judged on. */
  public TrainingStart withoutData() {
    return new TrainingStart(
        id,
        name,
        samples,
        evaluationSamples,
        partitions,
        parameters,
        stepsPerEpoch,
        firstStep,
        steps,
        classification,
        strategy,
        null,
        configuration);
  }

  /** Epochs of the whole run; the last one may not be whole. */
  public long epochs() {
    return (steps + stepsPerEpoch - 1) / stepsPerEpoch;
  }
}
