package io.kindling.spark.ml;

import io.kindling.nn.Module;
import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.ml.FitCheckpoints.Best;
import io.kindling.spark.worker.Evaluation;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log how a fit goes, stops it when the loss, or another metric, has not become better
 * for some epochs, and keeps the best model.
 */
final class FitListener implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(FitListener.class);
  private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;

  private final String uid;
  private final int patience;
  private final double tolerance;
  private final Optional<FitCheckpoints> checkpoints;
  private final Optional<ToDoubleFunction<Module>> metric;
  private long nextLine = System.nanoTime() + NANOS_BETWEEN_LINES;
  private Best best = new Best(0, Double.POSITIVE_INFINITY, null);

  /**
   * @param uid of the estimator
   * @param patience epochs without a lower loss, or metric, to stop after; 0 for never
   * @param tolerance by how much it must be lower
   * @param checkpoints where the best model is kept for a fit that is cut off
   * @param metric what is compared instead of the loss, lower for better
   * @param copy of the model, which may be changed
   */
  FitListener(
      String uid,
      int patience,
      double tolerance,
      Optional<FitCheckpoints> checkpoints,
      Optional<ToDoubleFunction<Module>> metric,
      Module copy) {
    this.uid = uid;
    this.patience = patience;
    this.tolerance = tolerance;
    this.checkpoints = checkpoints;
    this.metric = metric;
    if (patience > 0) {
      checkpoints.flatMap(kept -> kept.loadBest(copy)).ifPresent(kept -> best = kept);
    }
  }

  /** At most every few seconds: small fits have hundreds of epochs a second. */
  @Override
  public void onEpoch(EpochSummary epoch) {
    long now = System.nanoTime();
    if (now - nextLine < 0) {
      return;
    }
    nextLine = now + NANOS_BETWEEN_LINES;
    LOG.info(
        "{}: epoch {}: loss {}{}, {} rows/s",
        uid,
        epoch.epoch(),
        String.format(Locale.ROOT, "%.4f", epoch.training().loss()),
        epoch
            .evaluation()
            .map(e -> String.format(Locale.ROOT, ", validation loss %.4f", e.loss()))
            .orElse(""),
        Math.round(epoch.samplesPerSecond()));
  }

  @Override
  public boolean stopsAfter(EpochSummary epoch, Supplier<Module> model) {
    if (patience == 0 || epoch.epoch() <= best.epoch()) { // an epoch that is made again
      return false;
    }
    double loss =
        metric
            .map(each -> each.applyAsDouble(model.get()))
            .or(() -> epoch.evaluation().map(Evaluation::loss))
            .orElse(epoch.training().loss());
    if (loss < best.loss() - tolerance) {
      best = new Best(epoch.epoch(), loss, model.get());
      checkpoints.ifPresent(kept -> kept.saveBest(best));
    }
    return epoch.epoch() - best.epoch() >= patience;
  }

  /** Without it the best model is not known, and a fit that is to stop would not. */
  @Override
  public boolean endsRun() {
    return true;
  }

  /** The best model, or the last one when none was to be looked for. */
  Module choose(TrainingResult result) {
    return best.module() == null ? result.module() : best.module();
  }
}
