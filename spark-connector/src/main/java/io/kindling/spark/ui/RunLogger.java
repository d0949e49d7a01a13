package io.kindling.spark.ui;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.internals.LoggedRecord;
import io.kindling.spark.report.RunJson;
import io.kindling.spark.report.RunRecorder;
import io.kindling.spark.report.RunView;
import org.apache.spark.SparkContext;

/**
 * Keeps a run in the list of its application, and writes it to Spark's event log: at its begin, at
 * its end, and between whenever it has grown by a quarter since, so that a long run is a few dozen
 * records.
 */
public final class RunLogger implements TrainingListener, AutoCloseable {
  private static final double FIRST_SECONDS = 5;
  private static final double GROWTH = 1.25;

  private final SparkContext spark;
  private final TrainingRuns runs;
  private final String id;
  private final long began = System.nanoTime();
  private double next = FIRST_SECONDS;
  private RunRecorder recorder;

  /** Of a run that may begin. */
  public RunLogger(SparkContext spark, String id) {
    this.spark = spark;
    this.id = id;
    this.runs = TrainingRuns.of(spark);
    runs.registerMetrics();
  }

  /** The run as it is remembered, now that all steps are made. */
  public RunView endedView() {
    recorder.end();
    return recorder.view();
  }

  @Override
  public void onStart(TrainingStart start) {
    recorder = runs.begin(id, start);
    write();
  }

  @Override
  public void onWarning(String text) {
    recorder.onWarning(text);
  }

  @Override
  public void onStep(StepReport step) {
    recorder.onStep(step);
    double seconds = (System.nanoTime() - began) * 1e-9;
    if (seconds > next) {
      next = GROWTH * seconds;
      write();
    }
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    recorder.onEpoch(epoch);
  }

  @Override
  public void onEnd(TrainingResult result) {
    recorder.onEnd(result);
    end();
  }

  @Override
  public void onFailure(Exception failure) {
    recorder.onFailure(failure);
    end();
  }

  /** All listeners have been told of the end. */
  @Override
  public void close() {
    runs.forgetJobs(id);
  }

  private void end() {
    write();
    runs.end(recorder);
  }

  private void write() {
    if (!spark.isStopped()) {
      String text = RunJson.write(recorder.view());
      new LoggedRecord(TrainingHistory.KIND, id, text).post(spark);
    }
  }
}
