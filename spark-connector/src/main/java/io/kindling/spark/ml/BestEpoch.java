package io.kindling.spark.ml;

import io.kindling.nn.Module;
import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.ml.FitCheckpoints.Best;
import io.kindling.spark.worker.Evaluation;
import java.util.Optional;
import java.util.function.Supplier;

/** Stops training when the loss has not fallen for some epochs, and keeps the best model. */
final class BestEpoch implements TrainingListener {
  private final int patience;
  private final double tolerance;
  private final Optional<FitCheckpoints> checkpoints;
  private Best best = new Best(0, Double.POSITIVE_INFINITY, null);

  /**
   * @param patience epochs without a lower loss to stop after; 0 for never
   * @param tolerance by how much a loss must be lower
   * @param checkpoints where the best model is kept for a fit that is cut off
   * @param copy of the model, which may be changed
   */
  BestEpoch(int patience, double tolerance, Optional<FitCheckpoints> checkpoints, Module copy) {
    this.patience = patience;
    this.tolerance = tolerance;
    this.checkpoints = checkpoints;
    if (patience > 0) {
      checkpoints.flatMap(kept -> kept.loadBest(copy)).ifPresent(kept -> best = kept);
    }
  }

  @Override
  public boolean stopsAfter(EpochSummary epoch, Supplier<Module> model) {
    if (patience == 0 || epoch.epoch() <= best.epoch()) { // an epoch that is made again
      return false;
    }
    double loss = epoch.evaluation().map(Evaluation::loss).orElse(epoch.training().loss());
    if (loss < best.loss() - tolerance) {
      best = new Best(epoch.epoch(), loss, model.get());
      checkpoints.ifPresent(kept -> kept.saveBest(best));
    }
    return epoch.epoch() - best.epoch() >= patience;
  }

  /** The best model, or the last one when none was to be looked for. */
  Module choose(TrainingResult result) {
    return best.module() == null ? result.module() : best.module();
  }
}
