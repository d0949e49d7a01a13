package io.kindling.spark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.FileSampleBlock;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.testing.FetchedFiles;
import io.kindling.spark.testing.MoreThanMemory;
import io.kindling.spark.testing.SharedCluster;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.SparkJvm;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples in files train to the bits of samples in memory, however many there are. */
final class SamplesInFilesTest {
  private final SparkSession spark = SharedSpark.get();

  @TempDir Path folder;

  /** With eleven workers some would have a single sample, so the blocks are divided anew. */
  @ParameterizedTest
  @CsvSource({"tree, 2", "tree, 11", "resident, 2", "sharded, 2"})
  void giveTheBitsOfMemory(String strategy, int workers) throws Exception {
    String memory;
    try (var samples = SmallRun.samples(spark, workers, SampleCache.MEMORY)) {
      assertFalse(samples.inFiles());
      memory = SmallRun.bits(train(samples, strategy));
    }
    int before = FileSampleBlock.count();
    try (var samples = SmallRun.samples(spark, workers, SampleCache.DISK)) {
      assertTrue(samples.inFiles());
      assertEquals(before + workers, FileSampleBlock.count());
      assertEquals(memory, SmallRun.bits(train(samples, strategy)));
    }
    awaitFiles(before);
  }

  private TrainingResult train(DistributedSamples samples, String strategy) {
    return SmallRun.trainer(folder, samples.blocks(), SmallRun.strategy(strategy))
        .trainingData(samples)
        .evaluationData(samples)
        .build()
        .fit();
  }

  /** Spark drops blocks by and by. */
  private static void awaitFiles(int wanted) throws InterruptedException {
    for (int i = 0; i < 200 && FileSampleBlock.count() > wanted; i++) {
      Thread.sleep(50);
    }
    assertEquals(wanted, FileSampleBlock.count());
  }

  @Test
  void keepTargetsWeightsAndEmptyPartitions() throws Exception {
    Dataset<Row> rows =
        spark
            .range(0, 5, 1, 2)
            .selectExpr(
                "array(float(id), float(id) / 3) as features",
                "array(double(id), double(2 * id)) as label",
                "double(id + 1) as weight");
    SampleSpec spec = SampleSpec.regression().featuresCol("features").weightCol("weight");
    int before = FileSampleBlock.count();
    try (var memory = DistributedSamples.fromRows(rows, spec.cache(SampleCache.MEMORY), 7);
        var files = DistributedSamples.fromRows(rows, spec.cache(SampleCache.DISK), 7)) {
      assertArrayEquals(memory.fingerprints(), files.fingerprints());
      assertEquals(memory.bytes(), files.bytes());
      assertEquals(before + 5, FileSampleBlock.count());
    }
    awaitFiles(before);
  }

  @Test
  void areMadeAnewWhereAnotherProcessNeedsThem() throws Exception {
    assertEquals("true true+true", SharedCluster.run(FetchedFiles.class));
  }

  @Test
  @Tag("long")
  void threeTimesTheHeapTrainsByEachStrategy() throws Exception {
    assertTrains(outcome("-Xmx128m", 384), true);
  }

  @Test
  @Tag("long")
  void tenTimesTheHeapTrainsToTheBitsOfMemory() throws Exception {
    List<String> files = outcome("-Xmx128m", 1280);
    assertTrains(files, true);
    List<String> memory = outcome("-Xmx3g", 1280);
    assertTrains(memory, false);
    assertEquals(memory.subList(1, memory.size()), files.subList(1, files.size()));
  }

  private static List<String> outcome(String heap, int megabytes) throws Exception {
    SparkJvm.Result result =
        SparkJvm.runWithOptions(List.of(heap), MoreThanMemory.class, "" + megabytes);
    assertEquals(0, result.exitCode(), result.err());
    return result.out().lines().toList();
  }

  private static void assertTrains(List<String> lines, boolean inFiles) {
    assertTrue(lines.get(0).startsWith(inFiles + " "), lines.get(0));
    String tree = lines.get(1).replace("tree ", "");
    assertEquals(
        List.of("tree " + tree, "resident " + tree, "sharded " + tree, "0 files"),
        lines.subList(1, lines.size()));
  }
}
