package io.kindling.spark.report;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import java.util.Objects;

/** A listener that has a run recorded, and makes something of the record at moments of its own. */
public abstract class RecordingListener implements TrainingListener {
  private RunRecorder recorder;

  /** For subclasses. */
  protected RecordingListener() {}

  /** The record of a run that begins, which has been told so. */
  protected abstract RunRecorder begin(TrainingStart start);

  /** The record of the run that has begun. */
  protected final RunRecorder recorder() {
    return Objects.requireNonNull(recorder, "no run has begun");
  }

  @Override
  public void onStart(TrainingStart start) {
    recorder = begin(start);
  }

  @Override
  public void onWarning(String text) {
    recorder().onWarning(text);
  }

  @Override
  public void onStep(StepReport step) {
    recorder().onStep(step);
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    recorder().onEpoch(epoch);
  }

  @Override
  public void onEnd(TrainingResult result) {
    recorder().onEnd(result);
  }

  @Override
  public void onFailure(Exception failure) {
    recorder().onFailure(failure);
  }
}
