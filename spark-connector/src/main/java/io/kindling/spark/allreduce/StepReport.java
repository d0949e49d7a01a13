package io.kindling.spark.allreduce;

import io.kindling.spark.worker.Evaluation;

/**
 * What is known of one finished step.
 *
 * @param step its number in the run, from 0
 * @param sums loss and correct samples over the global batch, before the update
 * @param learningRate of the update
 * @param seconds wall time of the whole step
 * @param computeSeconds time of the slowest worker for forward and backward
 * @param updateSeconds time of the optimizer's update
 * @param details what else is known
 */
public record StepReport(
    long step,
    Evaluation sums,
    double learningRate,
    double seconds,
    double computeSeconds,
    double updateSeconds,
    StepDetails details) {

  /** Without details. */
  public StepReport(
      long step,
      Evaluation sums,
      double learningRate,
      double seconds,
      double computeSeconds,
      double updateSeconds) {
    this(step, sums, learningRate, seconds, computeSeconds, updateSeconds, StepDetails.NONE);
  }

  /** Time that is neither forward and backward nor update: what distribution costs. */
  public double overheadSeconds() {
    return Math.max(0, seconds - computeSeconds - updateSeconds);
  }

  /** Time the slowest worker was waited for by an average one. */
  public double waitSeconds() {
    return computeSeconds - details.meanWorkerSeconds(computeSeconds);
  }
}
