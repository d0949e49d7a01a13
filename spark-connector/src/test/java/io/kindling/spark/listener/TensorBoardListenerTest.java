package io.kindling.spark.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.checkpoint.CheckpointConfig;
import io.kindling.spark.testing.EventFile;
import io.kindling.spark.testing.FullDiskFileSystem;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.Warnings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TensorBoardListenerTest {
  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
  @TempDir private Path folder;

  private TensorBoardListener board() {
    String there = folder.resolve("board").toString();
    return new TensorBoardListener(there, spark.hadoopConfiguration());
  }

  private List<EventFile> events() throws Exception {
    return EventFile.read(folder.resolve("board"));
  }

  @Test
  void writesCurvesHistogramsSamplesTextAndSettings() throws Exception {
    int[] whileItRuns = new int[1];
    TrainingListener reader =
        new TrainingListener() {
          @Override
          public void onEpoch(io.kindling.spark.EpochSummary epoch) {
            try {
              whileItRuns[0] = events().size();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }
        };
    SmallRun.trainer(folder, spark).epochs(2).listener(board()).listener(reader).build().fit();
    List<EventFile> events = events();
    assertTrue(whileItRuns[0] > 50, "readable while it runs: " + whileItRuns[0]);
    List<Long> steps = LongStream.rangeClosed(1, 12).boxed().toList();
    for (String tag : List.of("loss/train", "accuracy/train", "lr", "gradient_norm")) {
      assertEquals(steps, EventFile.steps(events, tag), tag);
    }
    assertEquals(
        List.of(6L, 12L),
        EventFile.steps(events, "loss/evaluation").stream().filter(s -> s > 0).toList());
    assertEquals(List.of(6L, 12L), EventFile.steps(events, "parameters/2.weight"));
    assertEquals(List.of(6L, 12L), EventFile.steps(events, "gradients/2.weight"));
    assertEquals(List.of(6L, 12L), EventFile.steps(events, "samples"));
    assertEquals(List.of(6L, 12L), EventFile.steps(events, "predictions/text_summary"));
    assertEquals(1, EventFile.steps(events, "model/text_summary").size());
    assertEquals(1, EventFile.steps(events, "_hparams_/experiment").size());
    assertEquals(1, EventFile.steps(events, "_hparams_/session_end_info").size());
    String settings =
        events.stream()
            .map(EventFile::text)
            .filter(text -> text.contains("_hparams_/session_start_info"))
            .findFirst()
            .orElseThrow();
    assertTrue(settings.contains("\u0002lr\u0012") && settings.contains("batch size"), settings);
    assertFalse(settings.contains("fingerprint"), settings);
  }

  @Test
  void aResumedRunTakesThePlaceOfWhatIsMadeAgain() throws Exception {
    TrainingListener crash =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            if (step.step() == 9) {
              throw new IllegalStateException("crash");
            }
          }

          @Override
          public boolean endsRun() {
            return true;
          }
        };
    CheckpointConfig saved = CheckpointConfig.in(folder.resolve("saved").toString()).everySteps(4);
    try {
      SmallRun.trainer(folder, spark)
          .checkpoint(saved)
          .listener(board())
          .listener(crash)
          .build()
          .fit();
    } catch (IllegalStateException e) {
      assertEquals("crash", e.getMessage());
    }
    SmallRun.trainer(folder, spark).checkpoint(saved).resume(true).listener(board()).build().fit();
    List<EventFile> events = events();
    List<Long> purges =
        events.stream()
            .filter(e -> e.text().contains(":\u0002\u0008\u0001")) // session_log: START
            .map(EventFile::step)
            .toList();
    assertEquals(List.of(9L), purges);
    List<Long> losses = EventFile.steps(events, "loss/train");
    assertEquals(List.of(8L, 9L, 10L, 9L, 10L), losses.subList(7, 12));
    assertEquals(24L, losses.get(losses.size() - 1));
  }

  /** Of Markdown nothing is left that TensorBoard would make a page of. */
  @Test
  void namesOfClassesAreText() {
    assertEquals("cat", TensorBoardListener.markdown("cat"));
    assertEquals(
        "&lt;script&gt;a\\(\\)&lt;/script&gt; b\\|c \\*d\\*",
        TensorBoardListener.markdown("<script>a()</script>\nb|c *d*"));
  }

  @Test
  void stepsAreThinnedToABoundedNumber() {
    long written =
        LongStream.rangeClosed(1, 1_000_000)
            .filter(s -> s % TensorBoardListener.stride(s) == 0)
            .count();
    System.out.println("1,000,000 steps: " + written + " points a curve");
    assertTrue(written < 12_000, "" + written);
    assertEquals(1, TensorBoardListener.stride(1_999));
    assertEquals(2, TensorBoardListener.stride(2_000));
  }

  @Test
  void aFolderThatCannotBeWrittenAndAFullDiskCostAWarning() throws Exception {
    Files.writeString(folder.resolve("board"), "a file");
    try (Warnings warnings = Warnings.of(Listeners.class)) {
      TrainingResult result =
          SmallRun.trainer(folder, spark).epochs(1).listener(board()).build().fit();
      assertEquals(6, result.steps());
      assertEquals(1, warnings.lines().size(), warnings.lines()::toString);
      assertTrue(
          warnings.lines().get(0).contains("give a folder that can be written"),
          warnings.lines()::toString);
    }
    FullDiskFileSystem.register(spark.hadoopConfiguration());
    var full =
        new TensorBoardListener(
            "fulldisk://" + folder.resolve("full"), spark.hadoopConfiguration());
    TrainingListener filling =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            FullDiskFileSystem.full(true);
          }
        };
    try (Warnings warnings = Warnings.of(Listeners.class)) {
      var result =
          SmallRun.trainer(folder, spark).epochs(2).listener(filling).listener(full).build().fit();
      assertEquals(12, result.steps());
      assertEquals(1, warnings.lines().size(), warnings.lines()::toString);
    } finally {
      FullDiskFileSystem.full(false);
    }
  }
}
