package io.kindling.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.worker.Evaluation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private static final int STEPS = 4;
  private static final Evaluation SUMS = new Evaluation(64, 32, 32, 8);

  /** An epoch of four steps that each took six seconds, as told to the listener. */
  private static String shown(boolean terminal) throws InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (Progress progress = new Progress(out, terminal)) {
      progress.onStart(new TrainingStart(128, 10, 2, 1000, STEPS, 0, STEPS, "tree"));
      for (int step = 0; step < STEPS; step++) {
        progress.onStep(new StepReport(step, SUMS, 0.1, 6, 5, 0));
      }
      for (int i = 0;
          terminal && i < 1200 && !bytes.toString(StandardCharsets.UTF_8).contains("\r");
          i++) {
        Thread.sleep(50); // the line moves five times a second
      }
      Evaluation test = new Evaluation(5, 10, 10, 9);
      progress.onEpoch(new EpochSummary(1, STEPS, SUMS, Optional.of(test), 24));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void plainLinesWhereThereIsNoTerminal() throws Exception {
    assertEquals(
        List.of(
            "Training 1,000 parameters on 128 images in 2 partitions, testing on 10: 4 steps.",
            "epoch 1/1, step 2/4: loss 2.0000, 5 images/s",
            "epoch 1/1, step 4/4: loss 2.0000, 5 images/s",
            "epoch 1/1: train loss 2.0000, accuracy 0.2500, test loss 0.5000, accuracy 0.9000, 1"
                + " images/s"),
        shown(false).lines().toList());
  }

  @Test
  void aMovingLineInATerminal() throws Exception {
    String shown = shown(true);
    assertTrue(shown.contains("\repoch 1/1"), shown);
    assertTrue(shown.contains("loss 2.0000, 5 images/s"), shown);
    assertTrue(shown.contains("epoch 1/1: train loss 2.0000"), shown);
  }
}
