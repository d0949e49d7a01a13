package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.FlatState;
import io.kindling.spark.worker.Ranges;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A range of steps that resident workers make in one go, as they are told of it.
 *
 * @param from first step
 * @param to one past the last step
 * @param mode what they do together
 * @param gang how they exchange
 * @param mailbox name of the driver's mailbox
 * @param attempt number of this attempt at the range, over the whole session
 */
record StepRange(long from, long to, GangMode mode, GangOptions gang, String mailbox, int attempt)
    implements Serializable {
  /** Numbers of a report before those of each worker. */
  private static final int FIELDS = 12;

  /**
   * Where the range begins.
   *
   * @param model a {@link io.kindling.spark.worker.ModelState} as bytes
   * @param optimizer state over all trained parameters, or empty
   * @param schedule state of the learning-rate schedule, or empty
   */
  record Start(byte[] model, FlatState optimizer, FlatState schedule) implements Serializable {}

  /**
   * Where it has ended, as one worker hands it over; or, when it is cut off, where a worker has
   * come to: then of all elements, and without what that worker does not have.
   *
   * @param step one past the last step made
   * @param mine the parameter elements that the worker owns
   * @param values of these elements
   * @param goodValues with which the loss was last finite; null when it never was
   * @param buffers between the steps; null but from rank 0
   * @param goodBuffers with which the loss was last finite; null but from rank 0
   * @param optimizer state of the trained ones of these elements; null when cut off and not known
   * @param schedule state of the learning-rate schedule
   * @param reports of all steps made; null but from rank 0
   * @param divergence null unless training has diverged
   */
  record End(
      long step,
      Ranges mine,
      float[] values,
      float[] goodValues,
      double[] buffers,
      double[] goodBuffers,
      FlatState.Placed optimizer,
      FlatState schedule,
      double[][] reports,
      Divergence divergence)
      implements Serializable {}

  /**
   * A loss or gradient that is not finite.
   *
   * @param step it happened in
   * @param what as {@code the loss}
   * @param state as {@code NaN}
   */
  record Divergence(long step, String what, String state) implements Serializable {}

  /** A report as numbers, in the order of its fields. */
  static double[] encode(StepReport report) {
    Evaluation sums = report.sums();
    StepDetails details = report.details();
    double[] fields = {
      report.step(),
      sums.lossSum(),
      sums.weight(),
      sums.samples(),
      sums.correct(),
      report.learningRate(),
      report.seconds(),
      report.computeSeconds(),
      report.updateSeconds(),
      details.gradientNorm(),
      details.driverSeconds(),
      details.workspaceBytes()
    };
    double[] workers = details.workerSeconds();
    double[] numbers = Arrays.copyOf(fields, FIELDS + workers.length);
    System.arraycopy(workers, 0, numbers, FIELDS, workers.length);
    return numbers;
  }

  /** What {@link #encode} wrote. */
  static StepReport decode(double[] n) {
    Evaluation sums = new Evaluation(n[1], n[2], (long) n[3], (long) n[4]);
    double[] workers = Arrays.copyOfRange(n, FIELDS, n.length);
    StepDetails details = new StepDetails(n[9], workers, n[10], (long) n[11]);
    return new StepReport((long) n[0], sums, n[5], n[6], n[7], n[8], details);
  }
}
