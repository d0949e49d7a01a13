package io.kindling.examples;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows a training run to people: a moving line in a terminal, else a plain line now and then; and
 * a line for every epoch.
 */
final class Progress implements TrainingListener, AutoCloseable {
  private static final double SECONDS_BETWEEN_LINES = 10;
  private static final int WIDTH = 110;

  private final PrintStream out;
  private final boolean terminal;
  private TrainingStart run;
  private long epochs;
  private ProgressBar bar;
  private int epoch;
  private double epochSeconds;
  private long epochSamples;
  private double sinceLine;
  private double smoothLoss;

  /**
   * @param out where to
   * @param terminal whether {@code out} is one
   */
  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Whether somebody watches this process in a terminal. */
  static boolean inTerminal() {
    var console = System.console();
    if (console == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try { // from JDK 22 on there may be a console that is no terminal, and a way to ask
      return (Boolean) console.getClass().getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return true;
    }
  }

  @Override
  public void onStart(TrainingStart start) {
    run = start;
    epochs = (start.steps() + start.stepsPerEpoch() - 1) / start.stepsPerEpoch();
    out.printf(
        Locale.ROOT,
        "Training %,d parameters on %,d images in %d %s, testing on %,d: %,d steps.%n",
        start.parameters(),
        start.samples(),
        start.partitions(),
        start.partitions() == 1 ? "partition" : "partitions",
        start.evaluationSamples(),
        start.steps());
    if (start.firstStep() > 0) {
      out.printf(Locale.ROOT, "Going on after step %,d.%n", start.firstStep());
    }
    epoch = (int) (start.firstStep() / start.stepsPerEpoch());
  }

  @Override
  public void onStep(StepReport step) {
    int inEpoch = (int) (step.step() % run.stepsPerEpoch());
    boolean first = inEpoch == 0 || step.step() == run.firstStep();
    if (first) {
      beginEpoch(step.step());
    }
    epochSeconds += step.seconds();
    epochSamples += step.sums().samples();
    sinceLine += step.seconds();
    double loss = step.sums().loss();
    smoothLoss = first ? loss : 0.9 * smoothLoss + 0.1 * loss;
    String state =
        String.format(
            Locale.ROOT, "loss %.4f, %,.0f images/s", smoothLoss, epochSamples / epochSeconds);
    if (bar != null) {
      bar.setExtraMessage(" " + state);
      bar.step();
    } else if (sinceLine >= SECONDS_BETWEEN_LINES) {
      sinceLine = 0;
      out.printf(
          "epoch %d/%d, step %d/%d: %s%n",
          epoch, epochs, inEpoch + 1, stepsInEpoch(step.step()), state);
    }
  }

  private void beginEpoch(long step) {
    epoch++;
    epochSeconds = 0;
    epochSamples = 0;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("epoch " + epoch + "/" + epochs)
              .setInitialMax(stepsInEpoch(step))
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
              .clearDisplayOnFinish()
              .build();
      bar.stepTo(step % run.stepsPerEpoch());
    }
  }

  private long stepsInEpoch(long step) {
    long first = step - step % run.stepsPerEpoch();
    return Math.min(run.stepsPerEpoch(), run.steps() - first);
  }

  @Override
  public void onEpoch(EpochSummary summary) {
    close();
    String test =
        summary
            .evaluation()
            .map(
                e ->
                    String.format(
                        Locale.ROOT, ", test loss %.4f, accuracy %.4f", e.loss(), e.accuracy()))
            .orElse("");
    out.printf(
        Locale.ROOT,
        "epoch %d/%d: train loss %.4f, accuracy %.4f%s, %,.0f images/s%n",
        summary.epoch(),
        epochs,
        summary.training().loss(),
        summary.training().accuracy(),
        test,
        summary.samplesPerSecond());
  }

  /** Takes the moving line away. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
