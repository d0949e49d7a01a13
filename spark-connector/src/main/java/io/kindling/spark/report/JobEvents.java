package io.kindling.spark.report;

import io.kindling.spark.listener.JobDescriptions;
import io.kindling.spark.report.RunView.Faults;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.WeakHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.JobFailed;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;

/**
 * What Spark tells of the jobs of runs: where each worker is, and what went wrong. Jobs are known
 * by a local property that a run sets. Called by one thread of Spark's, read by any.
 */
public final class JobEvents extends SparkListener {
  private static final Map<SparkContext, JobEvents> OF = new WeakHashMap<>();

  private final Map<String, OfRun> runs = new HashMap<>();
  private final Map<Integer, String> jobs = new HashMap<>();
  private final Map<Integer, String> stages = new HashMap<>();

  /**
   * Where a worker is.
   *
   * @param host its machine
   * @param executor its id
   */
  public record Place(String host, String executor) {
    static final Place UNKNOWN = new Place("", "");
  }

  private static final class OfRun {
    final Map<Integer, Place> places = new HashMap<>();
    long failedTasks;
    long killedTasks;
    long lostExecutors;
    long failedJobs;
  }

  private JobEvents() {}

  /** Those of an application, from now on. */
  public static JobEvents of(SparkContext spark) {
    synchronized (OF) {
      return OF.computeIfAbsent(
          spark,
          application -> {
            JobEvents events = new JobEvents();
            application.addSparkListener(events);
            return events;
          });
    }
  }

  /** Begins to remember a run. */
  public synchronized void begin(String run) {
    runs.put(run, new OfRun());
  }

  /** Forgets a run. */
  public synchronized void forget(String run) {
    runs.remove(run);
    jobs.values().removeIf(run::equals);
    stages.values().removeIf(run::equals);
  }

  private String run(Properties properties) {
    String run = properties == null ? null : properties.getProperty(JobDescriptions.RUN);
    return runs.containsKey(run) ? run : null;
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    String run = run(start.properties());
    if (run != null) {
      jobs.put(start.jobId(), run);
    }
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    String run = run(submitted.properties());
    if (run != null) {
      stages.put(submitted.stageInfo().stageId(), run);
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    OfRun run = runs.get(stages.get(end.stageId()));
    TaskInfo task = end.taskInfo();
    if (run == null || task == null) {
      return;
    }
    if (task.failed()) {
      run.failedTasks++;
    } else if (task.killed() || end.reason() instanceof TaskKilled) {
      run.killedTasks++;
    } else {
      run.places.put(task.partitionId(), new Place(task.host(), task.executorId()));
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd end) {
    String id = jobs.remove(end.jobId());
    OfRun run = runs.get(id);
    if (run != null && end.jobResult() instanceof JobFailed) {
      run.failedJobs++;
    }
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    runs.values().forEach(run -> run.lostExecutors++);
  }

  synchronized Faults faults(String id) {
    OfRun run = runs.get(id);
    return run == null
        ? Faults.NONE
        : new Faults(run.failedTasks, run.killedTasks, run.lostExecutors, run.failedJobs);
  }

  synchronized Place place(String id, int partition) {
    OfRun run = runs.get(id);
    return run == null ? Place.UNKNOWN : run.places.getOrDefault(partition, Place.UNKNOWN);
  }
}
