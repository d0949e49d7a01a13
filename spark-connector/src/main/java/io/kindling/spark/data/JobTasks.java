package io.kindling.spark.data;

import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;

/**
 * The jobs started by one piece of work, so that one can wait for their tasks: when a job fails,
 * Spark reports it at once, while the tasks beside the failed one may write on for a moment.
 */
final class JobTasks {
  private static final long PATIENCE_MILLIS = 10_000;
  private static final long PAUSE_MILLIS = 20;

  private final SparkContext context;
  private final String group = "kindling-" + UUID.randomUUID();

  JobTasks(SparkContext context) {
    this.context = context;
  }

  /** Runs {@code work}; the jobs this thread starts meanwhile belong to this group. */
  void run(Runnable work) {
    String outer = context.getLocalProperty("spark.jobGroup.id");
    context.setLocalProperty("spark.jobGroup.id", group);
    try {
      work.run();
    } finally {
      context.setLocalProperty("spark.jobGroup.id", outer);
    }
  }

  /** Ends what still runs and waits for it, but not for ever: an executor may be lost. */
  void cancelAndAwait() {
    context.cancelJobGroup(group);
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    try {
      while (running() && System.currentTimeMillis() < end) {
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean running() {
    SparkStatusTracker status = context.statusTracker();
    for (int job : status.getJobIdsForGroup(group)) {
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
