package io.kindling.spark.ml;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.TimeSpent;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.worker.Evaluation;
import java.io.Serializable;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How the training of a model went: the curves to plot, and where the time went. Not saved with the
 * model, as Spark's summaries are not.
 */
public final class KindlingTrainingSummary implements Serializable {
  private static final long serialVersionUID = 1L;

  private final transient TrainingResult result;

  KindlingTrainingSummary(TrainingResult result) {
    this.result = result;
  }

  /** Mean loss of each step's batch, before its update. */
  public double[] objectiveHistory() {
    return result.stepLosses().clone();
  }

  /** The epochs, in order. */
  public List<EpochSummary> epochs() {
    return result.epochs();
  }

  /** Passes over the data that were made. */
  public int totalIterations() {
    return result.epochs().size();
  }

  /** Steps that were made. */
  public int steps() {
    return result.steps();
  }

  /** Mean training loss of each epoch. */
  public double[] trainingLoss() {
    return perEpoch(epoch -> epoch.training().loss());
  }

  /** Fraction of training samples of each epoch that were right before their update, 0..1. */
  public double[] trainingAccuracy() {
    return perEpoch(epoch -> epoch.training().accuracy());
  }

  /** Mean loss of the validation rows after each epoch; NaN without. */
  public double[] validationLoss() {
    return perEpoch(epoch -> epoch.evaluation().map(Evaluation::loss).orElse(Double.NaN));
  }

  /** Fraction of the validation rows that were right after each epoch, 0..1; NaN without. */
  public double[] validationAccuracy() {
    return perEpoch(epoch -> epoch.evaluation().map(Evaluation::accuracy).orElse(Double.NaN));
  }

  /**
   * Rows to train on that were not valid and left out, each counted once; 0 unless {@code
   * handleInvalid} is skip.
   */
  public long skippedRows() {
    return result.skipped().rows();
  }

  /** What is wrong with the first of the rows that were left out. */
  public List<String> skippedReasons() {
    return result.skipped().reasons();
  }

  /**
   * What the results or the speed suffer from, each with its cure, as workers with other kernels
   * than the rest; empty where all is well.
   */
  public List<String> warnings() {
    return result.warnings();
  }

  private double[] perEpoch(ToDoubleFunction<EpochSummary> metric) {
    return result.epochs().stream().mapToDouble(metric).toArray();
  }

  /** The curves and what else is shown of the run, as HTML for {@code displayHTML}. */
  public String toHtml() {
    return result.toHtml();
  }

  /** Samples a second in training. */
  public double samplesPerSecond() {
    return result.samplesPerSecond();
  }

  /** Where the time went, in seconds. */
  public TimeSpent time() {
    return result.time();
  }

  /** All of the time, in seconds. */
  public double totalSeconds() {
    return result.time().total();
  }
}
