package io.kindling.spark;

import io.kindling.nn.Module;
import io.kindling.spark.data.SkippedRows;
import io.kindling.spark.report.RunPage;
import io.kindling.spark.report.RunView;
import io.kindling.spark.worker.Evaluation;
import java.util.List;
import java.util.Optional;

/**
 * What came of a training run; of a resumed run, everything since its first beginning.
 *
 * @param module the trained model, a new one, in evaluation mode
 * @param stepLosses mean loss of each step's global batch, before its update; not to be changed
 * @param epochs one summary per epoch, in order
 * @param time where the time went
 * @param checkpointFailure why the checkpoint after the last step could not be written, if so
 * @param skipped rows of the training data that were not valid and left out, where they were told
 *     to be ({@code SampleSpec.skipInvalid})
 * @param history curves and all else that is shown of the run; of a resumed run since it was
 *     resumed
 */
public record TrainingResult(
    Module module,
    double[] stepLosses,
    List<EpochSummary> epochs,
    TimeSpent time,
    Optional<String> checkpointFailure,
    SkippedRows skipped,
    RunView history) {

  /** Steps made. */
  public int steps() {
    return stepLosses.length;
  }

  /** Samples trained on, each as often as it was visited. */
  public long samples() {
    return epochs.stream().mapToLong(epoch -> epoch.training().samples()).sum();
  }

  /** What the results or the speed suffer from, each with its cure; empty where all is well. */
  public List<String> warnings() {
    return history.warnings();
  }

  /** Samples a second in training; preparation and evaluation are not counted. */
  public double samplesPerSecond() {
    return samples() / time.training();
  }

  /** The last epoch. */
  public EpochSummary lastEpoch() {
    return epochs.get(epochs.size() - 1);
  }

  /** The curves and what else is shown of the run, as HTML for {@code displayHTML} or a file. */
  public String toHtml() {
    return RunPage.still(history, more -> {}).toString();
  }

  /** The last evaluation, if there was one. */
  public Optional<Evaluation> evaluation() {
    return epochs.stream().flatMap(epoch -> epoch.evaluation().stream()).reduce((a, b) -> b);
  }
}
