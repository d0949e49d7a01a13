package io.kindling.examples.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.data.GeneratedTables;
import io.kindling.spark.data.ImageTableFormat;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks of the pipeline's stages run and print their tables. */
final class SparkBenchmarkSmokeTest {
  @Test
  void scoringPrintsNetworkAndStage(@TempDir Path folder) throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()) {
      GeneratedTables.write(spark, folder.toString(), ImageTableFormat.PUBLISHED, 1, 10, 20, true);
    }
    List<String> lines =
        BenchmarkRun.lines(
            new ScoringBenchmark(),
            "--data=" + folder,
            "--rounds=1",
            "--warm-up=0",
            "--batch=8",
            "--model=LeNet(3)");
    assertEquals(6, lines.size(), lines::toString);
    for (int row : new int[] {2, 4}) {
      assertTrue(lines.get(row).matches("network, [a-z ]+ +\\d+ +1\\.000"), lines.get(row));
      assertTrue(
          lines.get(row + 1).matches("transform, [a-z ]+ +\\d+ +\\d\\.\\d{3}"), lines.get(row + 1));
    }
  }

  @Test
  void tabularPrintsEveryContender() {
    List<String> lines =
        BenchmarkRun.lines(
            new TabularBenchmark(),
            "--rows=200",
            "--hidden=8",
            "--epochs=1",
            "--iterations=2",
            "--rounds=1");
    assertEquals(6, lines.size(), lines::toString);
    for (String row : lines.subList(3, 6)) {
      assertTrue(row.matches("(Spark's|Kindling,) \\w+ +0\\.\\d{4} +\\d+\\.\\d{2}"), row);
    }
  }
}
