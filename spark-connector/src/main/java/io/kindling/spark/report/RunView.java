package io.kindling.spark.report;

import java.util.List;
import java.util.Map;

/**
 * All that is shown of a run, as it is at a moment: what pages are made of, and what is written to
 * Spark's event log. Bounded, however long the run is. Arrays are not to be changed.
 *
 * @param id of the run, which is also the job group of its Spark jobs
 * @param name as the user gave it
 * @param state where it stands
 * @param failure why it has failed; empty unless it has
 * @param beganMillis when it began, in milliseconds since 1970
 * @param seconds since then, to the end or until now
 * @param plan what was to be done
 * @param made steps made so far in the whole run
 * @param steps thinned: the columns of {@link Steps}
 * @param epochs thinned: the columns of {@link Epochs}
 * @param workers the time of each
 * @param workspaceBytes of one worker; 0 where not known
 * @param faults what it has survived
 * @param warnings what its results or its speed suffer from, each with its cure
 * @param configuration settings by name
 */
public record RunView(
    String id,
    String name,
    State state,
    String failure,
    long beganMillis,
    double seconds,
    Plan plan,
    long made,
    Steps steps,
    Epochs epochs,
    List<Worker> workers,
    long workspaceBytes,
    Faults faults,
    List<String> warnings,
    Map<String, String> configuration) {

  /** An event log of before has no warnings. */
  public RunView {
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }

  /** Where a run stands. */
  public enum State {
    /** It goes on. */
    RUNNING,
    /** It has come to its end. */
    ENDED,
    /** It could not go on. */
    FAILED,
    /** Its loss was no longer finite. */
    DIVERGED,
    /** Somebody has ended it. */
    CANCELLED
  }

  /**
   * What was to be done.
   *
   * @param samples in the training data
   * @param evaluationSamples in the evaluation data
   * @param partitions workers
   * @param parameters of the model
   * @param stepsPerEpoch steps of a whole epoch
   * @param firstStep above 0 in a resumed run
   * @param steps of the whole run
   * @param classification whether there is an accuracy
   * @param strategy of all-reduce
   */
  public record Plan(
      long samples,
      long evaluationSamples,
      int partitions,
      long parameters,
      int stepsPerEpoch,
      long firstStep,
      long steps,
      boolean classification,
      String strategy) {}

  /**
   * Steps, or means of as many as a point stands for; times in seconds of one step.
   *
   * @param step number, from 1
   * @param loss mean over the batch
   * @param accuracy fraction of the batch that was right
   * @param learningRate of the update
   * @param gradientNorm NaN where not known
   * @param samplesPerSecond throughput
   * @param compute forward and backward of an average worker
   * @param waiting of an average worker for the slowest
   * @param update of the parameters
   * @param driver to make the state ready to send
   * @param transfer the rest: sending, adding up, Spark's scheduling
   */
  public record Steps(
      double[] step,
      double[] loss,
      double[] accuracy,
      double[] learningRate,
      double[] gradientNorm,
      double[] samplesPerSecond,
      double[] compute,
      double[] waiting,
      double[] update,
      double[] driver,
      double[] transfer) {}

  /**
   * Epochs, or means of as many as a point stands for; NaN where there was no evaluation.
   *
   * @param step after which it ended
   * @param epoch number, from 1
   * @param trainingLoss over its batches
   * @param trainingAccuracy over its batches
   * @param evaluationLoss after it
   * @param evaluationAccuracy after it
   */
  public record Epochs(
      double[] step,
      double[] epoch,
      double[] trainingLoss,
      double[] trainingAccuracy,
      double[] evaluationLoss,
      double[] evaluationAccuracy) {}

  /**
   * A worker.
   *
   * @param partition its number
   * @param host where it ran last; empty where not known
   * @param executor where it ran last; empty where not known
   * @param seconds mean time for forward and backward of a step
   * @param slowest share of the steps in which it was the slowest, 0..1
   */
  public record Worker(
      int partition, String host, String executor, double seconds, double slowest) {}

  /**
   * What went wrong and was made good, by Spark's own count of the run's jobs.
   *
   * @param failedTasks that threw or were lost
   * @param killedTasks that were ended
   * @param lostExecutors executors lost meanwhile
   * @param failedJobs jobs of the run that failed: a step or a stretch was made again
   */
  public record Faults(long failedTasks, long killedTasks, long lostExecutors, long failedJobs) {
    /** Nothing. */
    public static final Faults NONE = new Faults(0, 0, 0, 0);
  }
}
