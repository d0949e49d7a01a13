package io.kindling.spark.report;

import io.kindling.spark.report.RunView.Epochs;
import io.kindling.spark.report.RunView.Faults;
import io.kindling.spark.report.RunView.State;
import io.kindling.spark.report.RunView.Steps;
import io.kindling.spark.report.RunView.Worker;
import io.kindling.text.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What is shown of one run, and of a list of them: parts of a page, with their style. */
public final class RunPage {
  /** Replaces what is shown by what it has become, as long as the run goes on. */
  private static final String REFRESH =
      "(function(){var id='kindling-live';function live(){var e=document.getElementById(id);"
          + "return e&&e.dataset.live==='true'?e:null}"
          + "function go(){var e=live();if(!e)return;fetch(location.href,{cache:'no-store'})"
          + ".then(function(r){if(!r.ok)throw r;return r.text()}).then(function(t){"
          + "var d=new DOMParser().parseFromString(t,'text/html').getElementById(id);"
          + "if(d){e.innerHTML=d.innerHTML;e.dataset.live=d.dataset.live}setTimeout(go,2000)})"
          + ".catch(function(){setTimeout(go,10000)})}setTimeout(go,2000)})();";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private RunPage() {}

  /**
   * A table of runs.
   *
   * @param runs the newest first
   * @param nonce of the page's scripts, or null where it has none
   */
  public static Html list(List<RunView> runs, String nonce) {
    Html html = new Html().style(Theme.CSS);
    boolean live = runs.stream().anyMatch(run -> run.state() == State.RUNNING);
    html.open("div", "class", "kindling", "id", "kindling-live", "data-live", "" + live);
    if (runs.isEmpty()) {
      html.leaf("p", "No training run has begun yet.");
    } else {
      html.open("div", "class", "k-scroll").open("table", "class", "k-row").open("tr");
      for (String head : List.of("Run", "State", "Began", "Took", "Steps", "Loss", "Evaluation")) {
        html.leaf("th", head);
      }
      html.leaf("th", "Strategy").leaf("th", "Workers").close();
      runs.forEach(run -> row(html, run));
      html.close().close();
    }
    return html.close().script(REFRESH, nonce);
  }

  private static void row(Html html, RunView run) {
    html.open("tr").open("td").leaf("a", run.name(), "href", "run/?id=" + run.id()).close();
    html.open("td");
    state(html, run);
    html.close();
    cell(html, TIME.format(Instant.ofEpochMilli(run.beganMillis())));
    cell(html, duration(run.seconds()));
    cell(html, String.format(Locale.ROOT, "%,d / %,d", run.made(), run.plan().steps()));
    cell(html, value(last(run.steps().loss())));
    cell(html, evaluation(run));
    cell(html, run.plan().strategy());
    cell(html, "" + run.plan().partitions());
    html.close();
  }

  private static String evaluation(RunView run) {
    double loss = last(run.epochs().evaluationLoss());
    double accuracy = last(run.epochs().evaluationAccuracy());
    if (Double.isNaN(loss)) {
      return "";
    }
    return value(loss) + (Double.isNaN(accuracy) ? "" : ", accuracy " + value(accuracy));
  }

  private static void cell(Html html, String text) {
    html.leaf("td", text);
  }

  /**
   * One run.
   *
   * @param nonce of the page's scripts, or null where it has none
   */
  public static Html run(RunView run, String nonce) {
    Html html = new Html().style(Theme.CSS).open("div", "class", "kindling");
    content(html, run, more -> {});
    return html.close().script(REFRESH, nonce);
  }

  /** One run without a script, for a file or a cell of a notebook. */
  public static Html still(RunView run, Consumer<Html> more) {
    Html html = new Html().style(Theme.CSS).open("div", "class", "kindling");
    content(html, run, more);
    return html.close();
  }

  private static void content(Html html, RunView run, Consumer<Html> more) {
    boolean live = run.state() == State.RUNNING;
    html.open("div", "id", "kindling-live", "data-live", "" + live);
    html.open("h2").text(run.name() + " ");
    state(html, run);
    html.close();
    if (!run.failure().isEmpty()) {
      html.leaf("p", run.failure());
    }
    run.warnings().forEach(text -> html.leaf("p", "Warning: " + text, "class", "k-warning"));
    tiles(html, run);
    charts(html, run);
    more.accept(html);
    workers(html, run.workers());
    faults(html, run);
    html.close();
    configuration(html, run);
  }

  private static void state(Html html, RunView run) {
    String word = run.state().name();
    html.leaf("span", word.toLowerCase(Locale.ROOT), "class", "k-state k-" + word);
  }

  private static void tiles(Html html, RunView run) {
    var plan = run.plan();
    Steps steps = run.steps();
    html.open("div", "class", "k-tiles");
    long epochs = (plan.steps() + plan.stepsPerEpoch() - 1) / plan.stepsPerEpoch();
    long epoch = Math.max(1, (run.made() + plan.stepsPerEpoch() - 1) / plan.stepsPerEpoch());
    tile(html, "epoch", epoch + " / " + epochs);
    tile(html, "step", String.format(Locale.ROOT, "%,d / %,d", run.made(), plan.steps()));
    tile(html, "training loss", value(last(steps.loss())));
    if (plan.classification()) {
      tile(html, "training accuracy", value(last(steps.accuracy())));
    }
    if (!Double.isNaN(last(run.epochs().evaluationLoss()))) {
      tile(html, "evaluation loss", value(last(run.epochs().evaluationLoss())));
      if (plan.classification()) {
        tile(html, "evaluation accuracy", value(last(run.epochs().evaluationAccuracy())));
      }
    }
    double speed = last(steps.samplesPerSecond());
    if (!Double.isNaN(speed)) {
      tile(html, "samples / s", String.format(Locale.ROOT, "%,.0f", speed));
    }
    long here = run.made() - plan.firstStep();
    if (run.state() == State.RUNNING && here > 0) { // evaluations included
      tile(html, "left", duration(run.seconds() / here * (plan.steps() - run.made())));
    }
    tile(html, run.state() == State.RUNNING ? "since its begin" : "took", duration(run.seconds()));
    tile(html, "workers", plan.partitions() + " (" + plan.strategy() + ")");
    tile(html, "parameters", String.format(Locale.ROOT, "%,d", plan.parameters()));
    if (run.workspaceBytes() > 0) {
      tile(html, "workspace of a worker", ByteSize.words(run.workspaceBytes()));
    }
    html.close();
  }

  private static void tile(Html html, String name, String value) {
    html.open("div", "class", "k-tile").leaf("b", value).leaf("span", name).close();
  }

  private static void charts(Html html, RunView run) {
    Steps s = run.steps();
    Epochs e = run.epochs();
    html.open("div", "class", "k-charts");
    new Chart("Loss", "step")
        .line("training", s.step(), s.loss())
        .dots("evaluation", e.step(), e.evaluationLoss())
        .logarithmicIfWide()
        .write(html);
    new Chart("Accuracy", "step")
        .line("training", s.step(), s.accuracy())
        .dots("evaluation", e.step(), e.evaluationAccuracy())
        .write(html);
    new Chart("Samples per second", "step")
        .fromZero()
        .line("training", s.step(), s.samplesPerSecond())
        .write(html);
    new Chart("Where a step's time goes, ms", "step")
        .stacked()
        .cutPeaks()
        .line("compute", s.step(), millis(s.compute()))
        .line("wait for the slowest", s.step(), millis(s.waiting()))
        .line("update", s.step(), millis(s.update()))
        .line("driver", s.step(), millis(s.driver()))
        .line("transfer", s.step(), millis(s.transfer()))
        .write(html);
    new Chart("Learning rate", "step")
        .fromZero()
        .line("learning rate", s.step(), s.learningRate())
        .write(html);
    new Chart("Gradient norm", "step")
        .fromZero()
        .logarithmicIfWide()
        .line("norm of the mean gradient", s.step(), s.gradientNorm())
        .write(html);
    html.close();
  }

  private static double[] millis(double[] seconds) {
    double[] millis = new double[seconds.length];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = 1000 * seconds[i];
    }
    return millis;
  }

  private static void workers(Html html, List<Worker> workers) {
    if (workers.isEmpty()) {
      return;
    }
    double most = workers.stream().mapToDouble(Worker::seconds).max().orElse(0);
    double mean = workers.stream().mapToDouble(Worker::seconds).average().orElse(0);
    html.leaf("h3", "Workers")
        .open("div", "class", "k-scroll")
        .open("table", "class", "k-row")
        .open("tr");
    for (String head :
        List.of("Partition", "Host", "Executor", "Forward and backward", "", "Slowest in")) {
      html.leaf("th", head);
    }
    html.close();
    for (Worker worker : workers) {
      boolean slow = worker.seconds() > 1.2 * mean;
      html.open("tr", "class", slow ? "k-slow" : "");
      cell(html, "" + worker.partition());
      cell(html, worker.host());
      cell(html, worker.executor());
      cell(html, String.format(Locale.ROOT, "%.2f ms", 1000 * worker.seconds()));
      long width = most > 0 ? Math.round(140 * worker.seconds() / most) : 0;
      html.open("td").leaf("span", "", "class", "k-bar", "style", "width:" + width + "px").close();
      cell(html, String.format(Locale.ROOT, "%.0f %% of steps", 100 * worker.slowest()));
      html.close();
    }
    html.close().close();
  }

  private static void faults(Html html, RunView run) {
    Faults f = run.faults();
    html.leaf("h3", "Faults");
    if (f.equals(Faults.NONE)) {
      html.leaf("p", "None.");
      return;
    }
    html.open("table");
    count(html, "tasks that failed and were tried again", f.failedTasks());
    count(html, "tasks that were ended", f.killedTasks());
    count(html, "executors lost", f.lostExecutors());
    count(html, "jobs that failed: a step or a stretch of steps made again", f.failedJobs());
    html.close();
  }

  private static void count(Html html, String what, long n) {
    if (n > 0) {
      html.open("tr").leaf("td", what).leaf("td", "" + n, "class", "k-n").close();
    }
  }

  private static void configuration(Html html, RunView run) {
    html.open("details").leaf("summary", "Configuration").open("div", "class", "k-scroll");
    html.open("table");
    setting(html, "run", run.id());
    setting(html, "training samples", "" + run.plan().samples());
    setting(html, "evaluation samples", "" + run.plan().evaluationSamples());
    run.configuration().forEach((name, value) -> setting(html, name, value));
    html.close().close().close();
  }

  private static void setting(Html html, String name, String value) {
    html.open("tr").leaf("td", name).open("td").leaf("pre", value).close().close();
  }

  private static double last(double[] values) {
    for (int i = values.length - 1; i >= 0; i--) {
      if (!Double.isNaN(values[i])) {
        return values[i];
      }
    }
    return Double.NaN;
  }

  /** Empty where not known. */
  static String value(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    double size = Math.abs(value);
    boolean usual = size < 1e5 && (size >= 1e-3 || size == 0);
    return usual || Double.isInfinite(value)
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.3e", value);
  }

  static String duration(double seconds) {
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    Duration d = Duration.ofSeconds(Math.round(seconds));
    if (d.toHours() > 0) {
      return String.format(Locale.ROOT, "%d h %02d min", d.toHours(), d.toMinutesPart());
    }
    return d.toMinutes() > 0
        ? String.format(Locale.ROOT, "%d min %02d s", d.toMinutes(), d.toSecondsPart())
        : d.toSeconds() + " s";
  }
}
