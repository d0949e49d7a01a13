package io.kindling.spark.allreduce;

/**
 * What is known of a step beyond its outcome; what a strategy does not know is left out.
 *
 * @param gradientNorm Euclidean norm of the batch's mean gradient, before it is clipped; NaN where
 *     no one place has the whole gradient
 * @param workerSeconds time of each worker, by its partition, for forward and backward; of the
 *     first 64 of a gang; empty where not known; not to be changed
 * @param driverSeconds time of the driver to make the state ready to send
 * @param workspaceBytes of rank 0's workspace; 0 where not known
 */
public record StepDetails(
    double gradientNorm, double[] workerSeconds, double driverSeconds, long workspaceBytes) {
  private static final double[] NOBODY = {};

  /** Nothing is known. */
  public static final StepDetails NONE = new StepDetails(Double.NaN, NOBODY, 0, 0);

  /** Mean time of the workers for forward and backward; {@code slowest} where not known. */
  public double meanWorkerSeconds(double slowest) {
    if (workerSeconds.length == 0) {
      return slowest;
    }
    double sum = 0;
    for (double seconds : workerSeconds) {
      sum += seconds;
    }
    return Math.min(slowest, sum / workerSeconds.length);
  }
}
