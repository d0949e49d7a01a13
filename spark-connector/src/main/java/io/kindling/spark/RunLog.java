package io.kindling.spark;

import io.kindling.io.StateDict;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.worker.Evaluation;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run has reported so far; a checkpoint carries it, so that a resumed run reports it all.
 */
final class RunLog {
  private static final String LOSSES = "stepLosses";
  private static final String EPOCHS = "epochs";
  private static final int EPOCH_FIELDS = 11;

  private final List<EpochSummary> epochs = new ArrayList<>();
  private double[] losses = new double[64];
  private int steps;
  private int openSteps;
  private Evaluation openSums = Evaluation.none();
  private double openSeconds;
  private double computeSeconds;
  private double updateSeconds;
  private double evaluationSeconds;

  /** Notes a step. */
  void step(StepReport report) {
    if (steps == losses.length) {
      losses = Arrays.copyOf(losses, 2 * steps);
    }
    losses[steps++] = report.sums().loss();
    computeSeconds += report.computeSeconds();
    updateSeconds += report.updateSeconds();
    openSums = openSums.plus(report.sums());
    openSteps++;
  }

  /** Notes time of steps of the open epoch. */
  void training(double seconds) {
    openSeconds += seconds;
  }

  /** Notes time of an evaluation. */
  void evaluation(double seconds) {
    evaluationSeconds += seconds;
  }

  /** Steps of the epoch that has not been closed. */
  int openSteps() {
    return openSteps;
  }

  /** All steps. */
  int steps() {
    return steps;
  }

  /** Number of closed epochs. */
  int closedEpochs() {
    return epochs.size();
  }

  /** Closes the open epoch. */
  EpochSummary closeEpoch(Optional<Evaluation> evaluation) {
    EpochSummary summary =
        new EpochSummary(epochs.size() + 1, openSteps, openSums, evaluation, openSeconds);
    epochs.add(summary);
    openSteps = 0;
    openSums = Evaluation.none();
    openSeconds = 0;
    return summary;
  }

  /** The epochs closed so far. */
  List<EpochSummary> epochs() {
    return List.copyOf(epochs);
  }

  /** The latest evaluation, if there was one. */
  Optional<Evaluation> latestEvaluation() {
    return epochs.stream().flatMap(epoch -> epoch.evaluation().stream()).reduce((a, b) -> b);
  }

  /** The loss of each step. */
  double[] losses() {
    return Arrays.copyOf(losses, steps);
  }

  /** Where the time went. */
  TimeSpent time(double preparation) {
    double training = epochs.stream().mapToDouble(EpochSummary::seconds).sum();
    return new TimeSpent(preparation, training, computeSeconds, updateSeconds, evaluationSeconds);
  }

  /** For a checkpoint. */
  StateDict stateDict() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(LOSSES, Tensors.tensor(losses()));
    double[] rows = new double[epochs.size() * EPOCH_FIELDS];
    for (int i = 0; i < epochs.size(); i++) {
      EpochSummary epoch = epochs.get(i);
      int at = i * EPOCH_FIELDS;
      rows[at] = epoch.steps();
      rows[at + 1] = epoch.seconds();
      rows[at + 2] = epoch.evaluation().isPresent() ? 1 : 0;
      write(epoch.training(), rows, at + 3);
      write(epoch.evaluation().orElse(Evaluation.none()), rows, at + 7);
    }
    tensors.put(EPOCHS, Tensors.tensor(rows));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("openSteps", (long) openSteps);
    values.put("openSeconds", openSeconds);
    values.put("openLossSum", openSums.lossSum());
    values.put("openWeight", openSums.weight());
    values.put("openSamples", openSums.samples());
    values.put("openCorrect", openSums.correct());
    values.put("computeSeconds", computeSeconds);
    values.put("updateSeconds", updateSeconds);
    values.put("evaluationSeconds", evaluationSeconds);
    return new StateDict(tensors, values);
  }

  /** The reverse of {@link #stateDict}. */
  static RunLog restore(StateDict state) {
    RunLog log = new RunLog();
    log.losses = state.tensor(LOSSES).toDoubleArray();
    log.steps = log.losses.length;
    log.losses = Arrays.copyOf(log.losses, Math.max(64, log.steps));
    double[] rows = state.tensor(EPOCHS).toDoubleArray();
    for (int at = 0; at < rows.length; at += EPOCH_FIELDS) {
      Optional<Evaluation> evaluation =
          rows[at + 2] == 0 ? Optional.empty() : Optional.of(read(rows, at + 7));
      log.epochs.add(
          new EpochSummary(
              log.epochs.size() + 1, (int) rows[at], read(rows, at + 3), evaluation, rows[at + 1]));
    }
    log.openSteps = (int) state.whole("openSteps");
    log.openSeconds = state.real("openSeconds");
    log.openSums =
        new Evaluation(
            state.real("openLossSum"),
            state.real("openWeight"),
            state.whole("openSamples"),
            state.whole("openCorrect"));
    log.computeSeconds = state.real("computeSeconds");
    log.updateSeconds = state.real("updateSeconds");
    log.evaluationSeconds = state.real("evaluationSeconds");
    return log;
  }

  private static void write(Evaluation sums, double[] row, int at) {
    row[at] = sums.lossSum();
    row[at + 1] = sums.weight();
    row[at + 2] = sums.samples();
    row[at + 3] = sums.correct();
  }

  private static Evaluation read(double[] row, int at) {
    return new Evaluation(row[at], row[at + 1], (long) row[at + 2], (long) row[at + 3]);
  }
}
