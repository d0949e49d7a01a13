package io.kindling.spark.listener;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.worker.Evaluation;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows a training run to people: a moving line in a terminal, else a plain line every few seconds;
 * and a line for every epoch.
 */
public final class ConsoleProgress implements TrainingListener {
  private static final long NANOS_BETWEEN_LINES = Duration.ofSeconds(5).toNanos();
  private static final long NANOS_BETWEEN_MOVES = Duration.ofMillis(200).toNanos();
  private static final int BAR = 20;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanos;
  private TrainingStart run;
  private long next;
  private boolean moving;
  private long epoch;
  private double epochSeconds;
  private double runSeconds;
  private long made;
  private Evaluation sums;
  private double smoothLoss;

  /**
   * @param out where to
   * @param terminal whether {@code out} is one
   */
  public ConsoleProgress(PrintStream out, boolean terminal) {
    this(out, terminal, System::nanoTime);
  }

  ConsoleProgress(PrintStream out, boolean terminal, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.nanos = nanos;
  }

  /** Whether somebody watches this process in a terminal. */
  public static boolean inTerminal() {
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
    next = nanos.getAsLong() + (terminal ? 0 : NANOS_BETWEEN_LINES);
    line(
        "Training %,d parameters on %,d samples in %d %s, testing on %,d: %,d steps.",
        start.parameters(),
        start.samples(),
        start.partitions(),
        start.partitions() == 1 ? "partition" : "partitions",
        start.evaluationSamples(),
        start.steps());
    if (start.firstStep() > 0) {
      line("Going on after step %,d.", start.firstStep());
    }
  }

  @Override
  public void onStep(StepReport step) {
    long of = step.step() / run.stepsPerEpoch() + 1;
    double loss = step.sums().loss();
    if (of != epoch) {
      epoch = of;
      epochSeconds = 0;
      sums = Evaluation.none();
      smoothLoss = loss;
    }
    epochSeconds += step.seconds();
    runSeconds += step.seconds();
    made++;
    sums = sums.plus(step.sums());
    smoothLoss = 0.9 * smoothLoss + 0.1 * loss;
    long now = nanos.getAsLong();
    if (now - next < 0) {
      return;
    }
    next = now + (terminal ? NANOS_BETWEEN_MOVES : NANOS_BETWEEN_LINES);
    show(step.step() + 1);
  }

  private void show(long done) {
    long first = (epoch - 1) * run.stepsPerEpoch();
    long inEpoch = Math.min(run.stepsPerEpoch(), run.steps() - first);
    String state =
        String.format(
            Locale.ROOT,
            "epoch %d/%d, step %d/%d: loss %.4f%s, %,.0f samples/s, %s left",
            epoch,
            run.epochs(),
            done - first,
            inEpoch,
            smoothLoss,
            accuracy(sums),
            sums.samples() / epochSeconds,
            left(runSeconds / made * (run.steps() - done)));
    if (terminal) {
      int filled = (int) (BAR * (done - first) / inEpoch);
      out.print(ERASE_LINE + "[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "] " + state);
      out.flush();
      moving = true;
    } else {
      out.println(state);
    }
  }

  /** Time in the unit that fits. */
  private static String left(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole % 3600 / 60);
  }

  @Override
  public void onEpoch(EpochSummary summary) {
    String test =
        summary
            .evaluation()
            .map(e -> String.format(Locale.ROOT, ", test loss %.4f", e.loss()) + accuracy(e))
            .orElse("");
    line(
        "epoch %d/%d: train loss %.4f%s%s, %,.0f samples/s",
        summary.epoch(),
        run.epochs(),
        summary.training().loss(),
        accuracy(summary.training()),
        test,
        summary.samplesPerSecond());
  }

  /** A regression has none. */
  private String accuracy(Evaluation sums) {
    return run.classification()
        ? String.format(Locale.ROOT, ", accuracy %.4f", sums.accuracy())
        : "";
  }

  @Override
  public void onEnd(TrainingResult result) {
    eraseMoving();
  }

  @Override
  public void onFailure(Exception failure) {
    eraseMoving();
  }

  private void line(String format, Object... values) {
    eraseMoving();
    out.printf(Locale.ROOT, format + "%n", values);
  }

  private void eraseMoving() {
    if (moving) {
      out.print(ERASE_LINE);
      moving = false;
    }
  }
}
