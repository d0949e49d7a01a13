package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One model, saved by several lines of Spark in folders of {@code golden/models}: each loads on
 * every line, and scores the same bits. {@link #main} made them: it loads what is there, or trains
 * when there is nothing, and saves it under the name of its line.
 */
final class SavedOnOtherLinesTest {

  @Test
  void scoresTheSameBits(@TempDir Path folder) throws Exception {
    SharedSpark.get();
    List<Path> saved = saved(Path.of(getClass().getResource("/golden/models").toURI()));
    assertTrue(saved.size() > 1, () -> "only " + saved);
    List<Row> first = scores(saved.get(0));
    for (Path other : saved) {
      assertEquals(first, scores(other), () -> saved.get(0) + " and " + other);
    }
    Path again = folder.resolve("again");
    KindlingClassificationModel.load(saved.get(0).toString()).save(again.toString());
    assertEquals(first, scores(again));
  }

  private static List<Path> saved(Path models) throws Exception {
    try (Stream<Path> folders = Files.list(models)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static List<Row> scores(Path model) {
    return KindlingClassificationModel.load(model.toString())
        .transform(Tables.frame(60, 2))
        .select("rawPrediction", "probability", "prediction")
        .collectAsList();
  }

  /** Saves the model under {@code args[0]}, the folder of models, for the Spark it runs on. */
  public static void main(String[] args) throws Exception {
    SharedSpark.get();
    Path models = Files.createDirectories(Path.of(args[0]));
    List<Path> there = saved(models);
    KindlingClassificationModel model =
        there.isEmpty()
            ? Tables.classifier().setEpochs(2).fit(Tables.frame(200, 2))
            : KindlingClassificationModel.load(there.get(0).toString());
    String line = org.apache.spark.package$.MODULE$.SPARK_VERSION();
    model.write().overwrite().save(models.resolve("spark-" + line).toString());
    System.exit(0);
  }
}
