package io.kindling.spark.report;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingDivergedException;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepDetails;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.report.RunView.Faults;
import io.kindling.spark.report.RunView.State;
import io.kindling.spark.worker.Evaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers a run in bounded memory: at most {@value #POINTS} points a curve, the first {@value
 * #WORKERS} workers, the first {@value #WARNINGS} warnings, the beginning of each setting. Written
 * by the run's thread, read by any.
 */
public final class RunRecorder implements TrainingListener {
  static final int POINTS = 512;
  static final int WORKERS = 64;
  static final int WARNINGS = 16;
  private static final int LONGEST_SETTING = 4_000;
  private static final int LONGEST_SETTINGS = 20_000;

  private final String id;
  private final JobEvents events;
  private final long beganMillis = System.currentTimeMillis();
  private final long began = System.nanoTime();
  private final Series steps = new Series(11, POINTS);
  private final Series epochs = new Series(6, POINTS);
  private final List<String> warnings = new ArrayList<>();
  private TrainingStart start;
  private State state = State.RUNNING;
  private String failure = "";
  private double seconds = -1;
  private long made;
  private long workspaceBytes;
  private double[] workerSeconds = new double[0];
  private long[] workerSlowest = new long[0];
  private long workerSteps;
  private StepReport last;
  private EpochSummary lastEpoch;
  private Faults endFaults;

  /**
   * @param id of the run
   * @param events what Spark tells of its jobs; null where nobody listens
   */
  public RunRecorder(String id, JobEvents events) {
    this.id = id;
    this.events = events;
  }

  @Override
  public synchronized void onStart(TrainingStart started) {
    start = started.withoutData(); // a run that is remembered keeps no data alive
    made = started.firstStep();
  }

  @Override
  public synchronized void onWarning(String text) {
    if (warnings.size() < WARNINGS) {
      warnings.add(cut(text, LONGEST_SETTING));
    }
  }

  @Override
  public synchronized void onStep(StepReport step) {
    last = step;
    made = step.step() + 1;
    StepDetails details = step.details();
    Evaluation sums = step.sums();
    double wait = step.waitSeconds();
    double driver = Math.min(details.driverSeconds(), step.overheadSeconds());
    steps.add(
        made,
        sums.loss(),
        start.classification() ? sums.accuracy() : Double.NaN,
        step.learningRate(),
        details.gradientNorm(),
        sums.samples() / step.seconds(),
        step.computeSeconds() - wait,
        wait,
        step.updateSeconds(),
        driver,
        step.overheadSeconds() - driver);
    workspaceBytes = Math.max(workspaceBytes, details.workspaceBytes());
    countWorkers(details.workerSeconds());
  }

  private void countWorkers(double[] times) {
    int count = Math.min(times.length, WORKERS);
    if (count == 0) {
      return;
    }
    if (count > workerSeconds.length) {
      workerSeconds = Arrays.copyOf(workerSeconds, count);
      workerSlowest = Arrays.copyOf(workerSlowest, count);
    }
    int slowest = 0;
    for (int i = 0; i < count; i++) {
      workerSeconds[i] += times[i];
      slowest = times[i] > times[slowest] ? i : slowest;
    }
    workerSlowest[slowest]++;
    workerSteps++;
  }

  @Override
  public synchronized void onEpoch(EpochSummary epoch) {
    lastEpoch = epoch;
    boolean classes = start.classification();
    Optional<Evaluation> judged = epoch.evaluation();
    epochs.add(
        made,
        epoch.epoch(),
        epoch.training().loss(),
        classes ? epoch.training().accuracy() : Double.NaN,
        judged.map(Evaluation::loss).orElse(Double.NaN),
        classes ? judged.map(Evaluation::accuracy).orElse(Double.NaN) : Double.NaN);
  }

  @Override
  public void onEnd(TrainingResult result) {
    end();
  }

  /** The run has ended well. */
  public synchronized void end() {
    if (state == State.RUNNING) {
      end(State.ENDED, "");
    }
  }

  @Override
  public synchronized void onFailure(Exception e) {
    boolean cancelled = e instanceof TrainingFailedException ended && ended.isCancelled();
    boolean diverged = e instanceof TrainingDivergedException;
    State why = cancelled ? State.CANCELLED : diverged ? State.DIVERGED : State.FAILED;
    end(why, e.getMessage() == null ? e.toString() : e.getMessage());
  }

  private void end(State how, String why) {
    state = how;
    failure = cut(why, LONGEST_SETTING);
    endFaults = faults();
    seconds = elapsed();
  }

  private double elapsed() {
    return (System.nanoTime() - began) * 1e-9;
  }

  /** The id of the run. */
  public String id() {
    return id;
  }

  /** The latest step; null before the first. */
  public synchronized StepReport lastStep() {
    return last;
  }

  /** The latest epoch; null before the end of the first. */
  public synchronized EpochSummary lastEpoch() {
    return lastEpoch;
  }

  /** What it has survived so far. */
  public synchronized Faults faults() {
    if (endFaults != null) {
      return endFaults;
    }
    return events == null ? Faults.NONE : events.faults(id);
  }

  /** Whether it goes on. */
  public synchronized boolean isRunning() {
    return state == State.RUNNING;
  }

  /** How it is now. */
  public synchronized RunView view() {
    return new RunView(
        id,
        cut(start.name(), LONGEST_SETTING),
        state,
        failure,
        beganMillis,
        seconds < 0 ? elapsed() : seconds,
        new RunView.Plan(
            start.samples(),
            start.evaluationSamples(),
            start.partitions(),
            start.parameters(),
            start.stepsPerEpoch(),
            start.firstStep(),
            start.steps(),
            start.classification(),
            start.strategy()),
        made,
        new RunView.Steps(
            steps.column(0),
            steps.column(1),
            steps.column(2),
            steps.column(3),
            steps.column(4),
            steps.column(5),
            steps.column(6),
            steps.column(7),
            steps.column(8),
            steps.column(9),
            steps.column(10)),
        new RunView.Epochs(
            epochs.column(0),
            epochs.column(1),
            epochs.column(2),
            epochs.column(3),
            epochs.column(4),
            epochs.column(5)),
        workers(),
        workspaceBytes,
        faults(),
        warnings,
        shortened(start.configuration()));
  }

  private List<RunView.Worker> workers() {
    List<RunView.Worker> workers = new ArrayList<>();
    for (int i = 0; i < workerSeconds.length; i++) {
      JobEvents.Place place = events == null ? JobEvents.Place.UNKNOWN : events.place(id, i);
      workers.add(
          new RunView.Worker(
              i,
              place.host(),
              place.executor(),
              workerSeconds[i] / workerSteps,
              (double) workerSlowest[i] / workerSteps));
    }
    return workers;
  }

  private static Map<String, String> shortened(Map<String, String> configuration) {
    Map<String, String> shown = new LinkedHashMap<>();
    int left = LONGEST_SETTINGS;
    for (Map.Entry<String, String> entry : configuration.entrySet()) {
      String value = cut(entry.getValue(), LONGEST_SETTING);
      left -= value.length() + entry.getKey().length();
      if (left < 0) {
        shown.put("...", "and more settings");
        break;
      }
      shown.put(entry.getKey(), value);
    }
    return shown;
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + " ...";
  }
}
