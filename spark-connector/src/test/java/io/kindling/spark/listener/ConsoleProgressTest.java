package io.kindling.spark.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.worker.Evaluation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConsoleProgressTest {
  private static final int STEPS = 4;
  private static final Evaluation SUMS = new Evaluation(64, 32, 32, 8);

  private long nanos;

  /** An epoch of four steps that each took so many milliseconds, as told to the listener. */
  private String shown(boolean terminal, boolean classes, long millis) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ConsoleProgress progress = new ConsoleProgress(out, terminal, () -> nanos);
    progress.onStart(
        new TrainingStart(
            "id", "run", 128, 10, 2, 1000, STEPS, 0, 2 * STEPS, classes, "tree", null, Map.of()));
    for (int step = 0; step < STEPS; step++) {
      nanos += millis * 1_000_000;
      progress.onStep(new StepReport(step, SUMS, 0.1, millis * 1e-3, millis * 1e-3, 0));
    }
    Evaluation test = new Evaluation(5, 10, 10, 9);
    progress.onEpoch(new EpochSummary(1, STEPS, SUMS, Optional.of(test), 24));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void plainLinesEveryFewSecondsWhereThereIsNoTerminal() {
    assertEquals(
        List.of(
            "Training 1,000 parameters on 128 samples in 2 partitions, testing on 10: 8 steps.",
            "epoch 1/2, step 2/4: loss 2.0000, accuracy 0.2500, 11 samples/s, 18 s left",
            "epoch 1/2, step 4/4: loss 2.0000, accuracy 0.2500, 11 samples/s, 12 s left",
            "epoch 1/2: train loss 2.0000, accuracy 0.2500, test loss 0.5000, accuracy 0.9000, 1"
                + " samples/s"),
        shown(false, true, 3000).lines().toList());
    assertEquals(2, shown(false, true, 10).lines().count(), "quick steps are not told one by one");
  }

  @Test
  void aMovingLineInATerminal() {
    String shown = shown(true, true, 3000);
    assertTrue(
        shown.contains("\r\u001b[K[=====               ] epoch 1/2, step 1/4: loss 2.0000"), shown);
    assertTrue(shown.endsWith("1 samples/s" + System.lineSeparator()), shown);
    String last = shown.substring(shown.lastIndexOf('\r'));
    assertTrue(last.startsWith("\r\u001b[Kepoch 1/2: train loss"), "the moving line is gone");
  }

  @Test
  void aRegressionHasNoAccuracy() {
    assertFalse(shown(false, false, 3000).contains("accuracy"));
  }
}
