package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.spark.ml.KindlingClassifier;
import io.kindling.spark.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFailuresTest {
  private static final String NO_BROTLI =
      "data: the Parquet files are compressed by BROTLI, and its codec, the class"
          + " org.apache.hadoop.io.compress.BrotliCodec, is not on Spark's class path; add the jar"
          + " that has it (--jars or --packages), or write the files again with zstd or snappy";

  @TempDir Path dir;

  @Test
  void aMissingCodecIsNamedWithTheCure() throws Exception {
    String file = Path.of(getClass().getResource("/golden/brotli.parquet").toURI()).toString();
    var spark = SharedSpark.get();
    SampleSpec spec = SampleSpec.classes(2);
    assertEquals(
        NO_BROTLI,
        assertThrows(
                DataException.class, () -> DistributedSamples.fromParquet(spark, file, spec, 2))
            .getMessage());
    var rows = spark.read().parquet(file);
    assertEquals(
        NO_BROTLI,
        assertThrows(DataException.class, () -> DistributedSamples.fromRows(rows, spec, 2))
            .getMessage());
    var classifier = new KindlingClassifier().setArchitecture("mlp([2, 4, 2])");
    assertEquals(
        NO_BROTLI, assertThrows(DataException.class, () -> classifier.fit(rows)).getMessage());
  }

  /** Whatever lies in the file: samples, or one line that names it. Always the same changes. */
  @Test
  void aDamagedFileIsReadOrRefused() throws Exception {
    Path table = dir.resolve("table");
    Frames.published(12).coalesce(1).write().parquet(table.toString());
    Path whole;
    try (Stream<Path> files = Files.list(table)) {
      whole = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(whole);
    Random random = new Random(3);
    int refused = 0;
    for (int trial = 0; trial < 12; trial++) {
      byte[] bad = bytes.clone();
      // In the pages or, every third time, in the table of contents at the end.
      int from = trial % 3 == 2 ? bytes.length - 1500 : 4;
      int until = trial % 3 == 2 ? bytes.length : bytes.length - 2500;
      for (int k = 0; k < 20; k++) {
        bad[from + random.nextInt(until - from)] = (byte) random.nextInt();
      }
      Path file = Files.write(dir.resolve("damaged-" + trial + ".parquet"), bad);
      try {
        DistributedSamples.fromParquet(SharedSpark.get(), file.toString(), SampleSpec.cifar10(), 2)
            .close();
      } catch (DataException e) {
        refused++;
        String message = e.getMessage();
        assertEquals(1, message.lines().count(), message);
        assertFalse(message.contains("\tat "), message);
        assertTrue(
            Stream.of("damaged-" + trial, "row ", "column ").anyMatch(message::contains), message);
      }
    }
    assertTrue(refused > 6, "refused " + refused);
  }

  @Test
  void aTaskThatCouldNotReadAFileIsFoundInItsPrintedForm() {
    var printed =
        new IllegalStateException(
            "Job aborted: Lost task 0.0 (executor 1): org.apache.spark.SparkException:"
                + " [FAILED_READ_FILE.NO_HINT] Encountered error while reading file"
                + " hdfs://host/x/part-0.parquet.  SQLSTATE: KD001\n"
                + "\tat org.apache.spark.Foo.bar(Foo.scala:3)\n"
                + "Caused by: org.apache.parquet.io.ParquetDecodingException: could not read page"
                + "\n\tat org.apache.parquet.Foo.bar(Foo.java:1)\n"
                + "Caused by: java.io.EOFException\n\tat java.io.Foo.bar(Foo.java:2)");
    assertEquals(
        List.of(
            "hdfs://host/x/part-0.parquet: cannot be read, is it damaged or no longer there?"
                + " could not read page"),
        ParquetFailures.describe(printed).stream().toList());
    assertTrue(ParquetFailures.describe(new RuntimeException("other")).isEmpty());
  }
}
