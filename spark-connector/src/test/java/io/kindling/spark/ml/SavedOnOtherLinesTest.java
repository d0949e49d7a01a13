package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.LineFigures;
import io.kindling.spark.testing.LineTraining;
import io.kindling.spark.testing.SharedSpark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.spark.ml.linalg.Vector;
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

    String how = "with the models of " + saved.stream().map(Path::getFileName).toList();
    byte[] bits = bits(first).getBytes(StandardCharsets.UTF_8);
    LineFigures.assertSame("scores", LineTraining.kernels(), checksum(bits), how);
    // What one line saves today another one reads, too: the bytes are the same.
    for (String file : List.of("architecture.json", "weights.safetensors")) {
      byte[] bytes = Files.readAllBytes(again.resolve("network").resolve(file));
      LineFigures.assertSame("saved " + file, "any kernels", checksum(bytes), how);
    }
  }

  private static String checksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return Long.toHexString(crc.getValue());
  }

  /** As hexadecimal numbers: JDKs differ in how many decimal digits they write. */
  private static String bits(List<Row> scores) {
    return scores.stream()
        .flatMapToDouble(
            row ->
                Stream.of(
                        row.<Vector>getAs("rawPrediction").toArray(),
                        row.<Vector>getAs("probability").toArray(),
                        new double[] {row.getDouble(2)})
                    .flatMapToDouble(DoubleStream::of))
        .mapToObj(Double::toHexString)
        .collect(Collectors.joining(" "));
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
