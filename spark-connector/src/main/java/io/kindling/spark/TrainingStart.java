package io.kindling.spark;

/**
 * What a training run is about to do.
 *
 * @param samples in the training data
 * @param evaluationSamples in the evaluation data, 0 without
 * @param partitions of the training data, each a worker
 * @param parameters number of the model's parameters
 * @param stepsPerEpoch steps of a whole epoch
 * @param firstStep number of the first step to be made, from 0; above 0 in a resumed run
 * @param steps steps of the whole run
 * @param strategy name of the all-reduce strategy
 */
public record TrainingStart(
    long samples,
    long evaluationSamples,
    int partitions,
    long parameters,
    int stepsPerEpoch,
    long firstStep,
    long steps,
    String strategy) {}
