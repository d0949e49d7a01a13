package io.kindling.spark.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.worker.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvListenerTest {
  private static final Evaluation SUMS = new Evaluation(64, 32, 32, 8);

  @TempDir Path folder;

  private static TrainingStart start(boolean classes) {
    return new TrainingStart(
        "id", "run", 128, 10, 2, 1000, 4, 8, 16, classes, "tree", null, Map.of());
  }

  private List<String> told(boolean classes, EpochSummary... epochs) throws IOException {
    Path file = folder.resolve(classes + ".csv");
    CsvListener listener = new CsvListener(file.toString(), new Configuration());
    listener.onStart(start(classes));
    for (EpochSummary epoch : epochs) {
      listener.onEpoch(epoch);
    }
    listener.onFailure(new IllegalStateException("stopped"));
    return Files.readAllLines(file);
  }

  @Test
  void aLineAnEpoch() throws IOException {
    Evaluation test = new Evaluation(5, 10, 10, 9);
    List<String> lines =
        told(
            true,
            new EpochSummary(3, 4, SUMS, Optional.of(test), 2),
            new EpochSummary(4, 4, SUMS, Optional.empty(), 4));
    assertEquals(3, lines.size());
    assertEquals(
        "epoch,steps,seconds,samples_per_second,training_loss,training_accuracy,evaluation_loss,"
            + "evaluation_accuracy",
        lines.get(0));
    String seconds = "\\d+\\.\\d";
    assertTrue(
        lines.get(1).matches("3,12," + seconds + ",16,2.00000,0.25000,0.50000,0.90000"),
        lines.get(1));
    assertTrue(lines.get(2).matches("4,16," + seconds + ",8,2.00000,0.25000,,"), lines.get(2));
  }

  @Test
  void numbersHaveNoAccuracy() throws IOException {
    List<String> lines = told(false, new EpochSummary(1, 4, SUMS, Optional.of(SUMS), 2));
    assertTrue(lines.get(1).endsWith(",2.00000,,2.00000,"), lines.get(1));
  }

  @Test
  void whatIsThereStays() throws IOException {
    Path file = Files.writeString(folder.resolve("old.csv"), "mine");
    CsvListener listener = new CsvListener(file.toString(), new Configuration());
    var e = assertThrows(ListenerException.class, () -> listener.onStart(start(true)));
    assertTrue(e.getMessage().contains("is there already"), e.getMessage());
    assertEquals("mine", Files.readString(file));
  }
}
