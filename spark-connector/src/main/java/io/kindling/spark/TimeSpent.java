package io.kindling.spark;

/**
 * Where the time of a training run went, in seconds. Training is compute, update and overhead
 * together.
 *
 * @param preparation until the first step: decoding the data, checking the model
 * @param training all steps
 * @param compute forward and backward, of the slowest worker in each step
 * @param update the optimizer
 * @param evaluation all evaluations
 */
public record TimeSpent(
    double preparation, double training, double compute, double update, double evaluation) {

  /** What distribution costs: scheduling, sending parameters, summing gradients. */
  public double overhead() {
    return Math.max(0, training - compute - update);
  }

  /** All of it. */
  public double total() {
    return preparation + training + evaluation;
  }
}
