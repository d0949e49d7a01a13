package io.kindling.spark.ui;

import io.kindling.spark.TrainingStart;
import io.kindling.spark.internals.UiTab;
import io.kindling.spark.report.JobEvents;
import io.kindling.spark.report.RunRecorder;
import io.kindling.spark.report.RunView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of an application: those that go on, and the latest that have ended. When the first one
 * comes, the Training tab is attached to Spark's pages, if there are any, and training is put among
 * Spark's metrics.
 */
public final class TrainingRuns {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRuns.class);
  private static final int MOST_ENDED = 100;
  private static final Map<SparkContext, TrainingRuns> OF = new WeakHashMap<>();

  private final JobEvents events;
  private final Deque<RunRecorder> running = new ArrayDeque<>();
  private final Deque<RunView> ended = new ArrayDeque<>();
  private RunRecorder latest;
  private boolean measured;

  private TrainingRuns(JobEvents events) {
    this.events = events;
  }

  /** The runs of an application. */
  public static TrainingRuns of(SparkContext spark) {
    synchronized (OF) {
      return OF.computeIfAbsent(spark, TrainingRuns::begin);
    }
  }

  private static TrainingRuns begin(SparkContext spark) {
    TrainingRuns runs = new TrainingRuns(JobEvents.of(spark));
    if (spark.getConf().getBoolean("spark.kindling.ui.enabled", true)) {
      try {
        UiTab.attach(spark, TrainingTab.PREFIX, TrainingTab.pages(runs::views));
      } catch (Exception | LinkageError e) {
        LOG.warn(
            "the Training tab cannot be attached to this Spark's pages ({}); training goes on"
                + " without, spark.kindling.ui.enabled=false leaves it out",
            e.toString());
        LOG.debug("why the Training tab cannot be attached", e);
      }
    }
    return runs;
  }

  /** Puts training among Spark's metrics, once; the application must have its id. */
  public synchronized void registerMetrics() {
    if (!measured) {
      measured = true;
      try {
        TrainingMetrics.register(this::latest);
      } catch (Exception | LinkageError e) {
        LOG.warn("training is not among this Spark's metrics: {}", e.toString());
      }
    }
  }

  private synchronized RunRecorder latest() {
    return latest;
  }

  /** A recorder of a run that begins. */
  synchronized RunRecorder begin(String id, TrainingStart start) {
    events.begin(id);
    RunRecorder recorder = new RunRecorder(id, events);
    recorder.onStart(start);
    running.addFirst(recorder);
    latest = recorder;
    return recorder;
  }

  /** The run has ended. */
  synchronized void end(RunRecorder recorder) {
    if (running.remove(recorder)) {
      ended.addFirst(recorder.view());
      if (ended.size() > MOST_ENDED) {
        ended.removeLast();
      }
    }
  }

  /** Nobody asks any more what has happened to the jobs of a run. */
  void forgetJobs(String id) {
    events.forget(id);
  }

  /** The newest first. */
  public synchronized List<RunView> views() {
    List<RunView> views = new ArrayList<>();
    for (RunRecorder recorder : running) {
      views.add(recorder.view());
    }
    views.addAll(ended);
    return Collections.unmodifiableList(views);
  }
}
