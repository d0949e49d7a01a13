package io.kindling.spark.data;

import io.kindling.data.DataException;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;

/**
 * The jobs started by one piece of work, so that one can end them and wait for their tasks: when a
 * job fails, Spark reports it at once, while the tasks beside the failed one may go on for a
 * moment; and when the thread that waits for it is interrupted, the whole job goes on. The jobs
 * bear a tag, beside whatever group and tags the user has given them.
 */
public final class JobTasks {
  private static final long PATIENCE_MILLIS = 10_000;
  private static final long PAUSE_MILLIS = 20;

  private final SparkContext context;
  private final String tag = "kindling-" + UUID.randomUUID();

  /** Jobs that will run in {@code context}. */
  public JobTasks(SparkContext context) {
    this.context = context;
  }

  /** Runs {@code work}; the jobs this thread starts meanwhile belong to it. */
  public <T> T run(Supplier<T> work) {
    context.addJobTag(tag);
    try {
      return work.get();
    } finally {
      context.removeJobTag(tag);
    }
  }

  /** {@link #run}; when it fails none of its tasks is left when the failure is thrown. */
  public <T> T runWhole(Supplier<T> work) {
    boolean done = false;
    try {
      T result = run(work);
      done = true;
      return result;
    } finally {
      if (!done) {
        cancelAndAwait();
      }
    }
  }

  /**
   * {@link #runWhole} for jobs that decode rows: they are ended when the first task finds fault
   * with the data, instead of after {@code spark.task.maxFailures} attempts to find the same.
   *
   * @throws DataException what the task has found
   */
  public <T> T runDecoding(Supplier<T> work) {
    try (var fault = new FirstDataFault(context, tag)) {
      try {
        return runWhole(work);
      } catch (Exception e) { // Spark's exceptions are checked, but Scala does not declare them
        DataException found = fault.found();
        if (found == null || e instanceof DataException) {
          throw e;
        }
        found.addSuppressed(e); // as a cause it would look as if somebody had cancelled the job
        throw found;
      }
    }
  }

  /**
   * Ends what still runs and waits for it, but not for ever: an executor may be lost. A thread that
   * was interrupted waits too, and stays interrupted.
   */
  public void cancelAndAwait() {
    if (context.isStopped()) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      context.cancelJobsWithTag(tag);
      long end = System.currentTimeMillis() + PATIENCE_MILLIS;
      while (running() && System.currentTimeMillis() < end) {
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (IllegalStateException e) {
      if (!context.isStopped()) { // stopped meanwhile, it refuses all calls
        throw e;
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean running() {
    SparkStatusTracker status = context.statusTracker();
    for (int job : status.getJobIdsForTag(tag)) {
      SparkJobInfo info = status.getJobInfo(job).getOrElse(() -> null);
      for (int stage : info == null ? new int[0] : info.stageIds()) {
        SparkStageInfo tasks = status.getStageInfo(stage).getOrElse(() -> null);
        if (tasks != null && tasks.numActiveTasks() > 0) {
          return true;
        }
      }
    }
    return false;
  }
}
