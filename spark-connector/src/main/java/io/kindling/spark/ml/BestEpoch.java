package io.kindling.spark.ml;

import io.kindling.nn.Module;
import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.worker.Evaluation;
import java.util.function.Supplier;

/** Stops training when the loss has not fallen for some epochs, and keeps the best model. */
final class BestEpoch implements TrainingListener {
  private final int patience;
  private final double tolerance;
  private double best = Double.POSITIVE_INFINITY;
  private int epochsSince;
  private Module module;

  /**
   * @param patience epochs without a lower loss to stop after; 0 for never
   * @param tolerance by how much a loss must be lower
   */
  BestEpoch(int patience, double tolerance) {
    this.patience = patience;
    this.tolerance = tolerance;
  }

  @Override
  public boolean stopsAfter(EpochSummary epoch, Supplier<Module> model) {
    if (patience == 0) {
      return false;
    }
    double loss = epoch.evaluation().map(Evaluation::loss).orElse(epoch.training().loss());
    if (loss < best - tolerance) {
      best = loss;
      epochsSince = 0;
      module = model.get();
    } else {
      epochsSince++;
    }
    return epochsSince >= patience;
  }

  /** The best model, or the last one when none was to be looked for. */
  Module choose(TrainingResult result) {
    return module == null ? result.module() : module;
  }
}
