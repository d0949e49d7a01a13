package io.kindling.spark.ui;

import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.internals.LoggedRecord;
import io.kindling.spark.report.RecordingListener;
import io.kindling.spark.report.RunJson;
import io.kindling.spark.report.RunRecorder;
import io.kindling.spark.report.RunView;
import org.apache.spark.SparkContext;

/**
 * Keeps a run in the list of its application, and writes it to Spark's event log: at its begin, at
 * its end, and between whenever it has grown by a quarter since, so that a long run is a few dozen
 * records.
 */
public final class RunLogger extends RecordingListener implements AutoCloseable {
  private static final double FIRST_SECONDS = 5;
  private static final double GROWTH = 1.25;

  private final SparkContext spark;
  private final TrainingRuns runs;
  private final String id;
  private final long began = System.nanoTime();
  private double next = FIRST_SECONDS;

  /** Of a run that may begin. */
  public RunLogger(SparkContext spark, String id) {
    this.spark = spark;
    this.id = id;
    this.runs = TrainingRuns.of(spark);
    runs.registerMetrics();
  }

  /** The run as it is remembered, now that all steps are made. */
  public RunView endedView() {
    recorder().end();
    return recorder().view();
  }

  @Override
  protected RunRecorder begin(TrainingStart start) {
    return runs.begin(id, start);
  }

  @Override
  public void onStart(TrainingStart start) {
    super.onStart(start);
    write();
  }

  @Override
  public void onStep(StepReport step) {
    super.onStep(step);
    double seconds = (System.nanoTime() - began) * 1e-9;
    if (seconds > next) {
      next = GROWTH * seconds;
      write();
    }
  }

  @Override
  public void onEnd(TrainingResult result) {
    super.onEnd(result);
    end();
  }

  @Override
  public void onFailure(Exception failure) {
    super.onFailure(failure);
    end();
  }

  /** All listeners have been told of the end. */
  @Override
  public void close() {
    runs.forgetJobs(id);
  }

  private void end() {
    write();
    runs.end(recorder());
  }

  private void write() {
    if (!spark.isStopped()) {
      String text = RunJson.write(recorder().view());
      new LoggedRecord(TrainingHistory.KIND, id, text).post(spark);
    }
  }
}
