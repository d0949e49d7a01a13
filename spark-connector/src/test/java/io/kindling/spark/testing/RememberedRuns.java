package io.kindling.spark.testing;

import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepDetails;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.report.RunRecorder;
import io.kindling.spark.report.RunView;
import io.kindling.spark.worker.Evaluation;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process of its own that measures what runs take of the heap while they are remembered: a line
 * for each number of steps, with the bytes of a run that goes on and of one that has ended.
 *
 * <p>Arguments: numbers of steps.
 */
public final class RememberedRuns {
  private static final int RUNS = 40;
  private static final int WORKERS = 64;

  private RememberedRuns() {}

  public static void main(String[] args) {
    measure(1_000); // what is loaded, and let go again, the first time is not counted
    for (String steps : args) {
      System.out.println(measure(Integer.parseInt(steps)));
    }
  }

  private static String measure(int steps) {
    long nothing = used();
    List<RunRecorder> running = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      running.add(recorded(steps));
    }
    long going = used();
    List<RunView> ended = running.stream().map(RunRecorder::view).toList();
    long both = used();
    if (running.size() != ended.size()) {
      throw new IllegalStateException(); // so that both are alive until here
    }
    return steps + " " + (going - nothing) / RUNS + " " + (both - going) / RUNS;
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static RunRecorder recorded(int steps) {
    RunRecorder recorder = new RunRecorder("id", null);
    Map<String, String> settings = Map.of("model", "x".repeat(10_000));
    recorder.onStart(
        new TrainingStart(
            "id", "run", steps, 0, WORKERS, 1, 100, 0, steps, true, "tree", null, settings));
    StepDetails details = new StepDetails(1, new double[WORKERS], 0.001, 1);
    Evaluation sums = new Evaluation(1, 1, 1, 0);
    for (int step = 0; step < steps; step++) {
      recorder.onStep(new StepReport(step, sums, 0.1, 1, 0.5, 0.1, details));
    }
    return recorder;
  }
}
