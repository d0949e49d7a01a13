package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.TrainingSession.StepReports;

/** Hands each step on once, in order, however often it is made or told. */
final class DeduplicatedReports implements StepReports {
  private final StepReports reports;
  private long next;

  DeduplicatedReports(long next, StepReports reports) {
    this.next = next;
    this.reports = reports;
  }

  @Override
  public void done(StepReport report) {
    if (report.step() == next) {
      next++;
      reports.done(report);
    }
  }
}
