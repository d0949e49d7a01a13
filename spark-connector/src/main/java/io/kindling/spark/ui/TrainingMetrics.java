package io.kindling.spark.ui;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.internals.MetricsSource;
import io.kindling.spark.report.RunRecorder;
import io.kindling.spark.report.RunView.Faults;
import io.kindling.spark.worker.Evaluation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The latest run of an application as Spark metrics, under {@code driver.kindling}: NaN where there
 * is nothing to tell yet. {@code conf/metrics.properties} lists them.
 */
final class TrainingMetrics {
  private static final String NAME = "kindling";

  private final Supplier<RunRecorder> latest;
  private final Map<String, DoubleSupplier> gauges = new LinkedHashMap<>();

  private TrainingMetrics(Supplier<RunRecorder> latest) {
    this.latest = latest;
  }

  /** Registers them; {@code latest} gives the run, or null. */
  static void register(Supplier<RunRecorder> latest) {
    TrainingMetrics metrics = new TrainingMetrics(latest);
    metrics.addAll();
    MetricsSource.register(NAME, metrics.gauges);
  }

  private void addAll() {
    ofRun("running", run -> run.isRunning() ? 1 : 0);
    ofStep("step", step -> step.step() + 1);
    ofStep("loss", step -> step.sums().loss());
    ofStep("accuracy", step -> step.sums().accuracy());
    ofStep("learningRate", StepReport::learningRate);
    ofStep("gradientNorm", step -> step.details().gradientNorm());
    ofStep("samplesPerSecond", step -> step.sums().samples() / step.seconds());
    ofStep("stepSeconds", StepReport::seconds);
    ofStep("computeSeconds", step -> step.computeSeconds() - step.waitSeconds());
    ofStep("waitSeconds", StepReport::waitSeconds);
    ofStep("updateSeconds", StepReport::updateSeconds);
    ofStep("overheadSeconds", StepReport::overheadSeconds);
    ofStep("workspaceBytes", step -> step.details().workspaceBytes());
    ofEpoch("epoch", EpochSummary::epoch);
    ofEpoch("evaluationLoss", epoch -> evaluated(epoch, Evaluation::loss));
    ofEpoch("evaluationAccuracy", epoch -> evaluated(epoch, Evaluation::accuracy));
    ofFaults("failedTasks", Faults::failedTasks);
    ofFaults("failedJobs", Faults::failedJobs);
    ofFaults("lostExecutors", Faults::lostExecutors);
  }

  private static double evaluated(EpochSummary epoch, Function<Evaluation, Double> value) {
    return epoch.evaluation().map(value).orElse(Double.NaN);
  }

  private void ofRun(String name, ToDoubleFunction<RunRecorder> value) {
    gauges.put(
        name,
        () -> {
          RunRecorder run = latest.get();
          return run == null ? Double.NaN : value.applyAsDouble(run);
        });
  }

  private void ofStep(String name, ToDoubleFunction<StepReport> value) {
    ofLatest(name, RunRecorder::lastStep, value);
  }

  private void ofEpoch(String name, ToDoubleFunction<EpochSummary> value) {
    ofLatest(name, RunRecorder::lastEpoch, value);
  }

  private <T> void ofLatest(
      String name, Function<RunRecorder, T> newest, ToDoubleFunction<T> value) {
    ofRun(
        name,
        run -> {
          T last = newest.apply(run);
          return last == null ? Double.NaN : value.applyAsDouble(last);
        });
  }

  private void ofFaults(String name, ToDoubleFunction<Faults> value) {
    ofRun(name, run -> value.applyAsDouble(run.faults()));
  }
}
