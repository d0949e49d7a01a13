package io.kindling.examples.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.examples.Job;
import io.kindling.examples.OwnJvm;
import io.kindling.examples.TrainCifar10;
import io.kindling.spark.data.GeneratedTables;
import io.kindling.spark.data.ImageTableFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks of the job and of the pipeline's stages run and print their tables. */
final class SparkBenchmarkSmokeTest {
  private static final Map<String, String> SPARK =
      Map.of(
          "spark.ui.enabled", "false",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1");

  @TempDir static Path images;

  @BeforeAll
  static void writeImages() throws Exception {
    SparkSession.Builder builder = SparkSession.builder().master("local[2]");
    SPARK.forEach(builder::config);
    try (SparkSession spark = builder.getOrCreate()) {
      GeneratedTables.write(spark, images.toString(), ImageTableFormat.PUBLISHED, 1, 10, 20, true);
    }
  }

  /** A script as train-cifar10.sh, which cannot be used before the jar is built. */
  private static Path jobScript(Path folder) throws Exception {
    Path script = folder.resolve("job.sh");
    String words =
        OwnJvm.command(TrainCifar10.class, SPARK).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    Files.writeString(script, "#!/bin/sh\nexec " + words + " \"$@\"\n");
    assertTrue(script.toFile().setExecutable(true));
    return script;
  }

  @Test
  void jobPrintsWhatItsProcessReports(@TempDir Path folder) throws Exception {
    List<String> lines =
        BenchmarkRun.lines(
            new JobBenchmark(),
            "--job=" + jobScript(folder),
            "--model=lenet",
            "--rounds=1",
            "--batch-size=8",
            "--",
            "--data=" + images,
            "--max-steps=2");
    assertEquals(4, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains("no PyTorch"), lines.get(0));
    assertTrue(lines.get(3).matches("\\| lenet \\| \\d+ \\| - \\| - \\|"), lines.get(3));
  }

  @Test
  void jobThatFailsEndsInItsOwnLine(@TempDir Path folder) throws Exception {
    StringWriter err = new StringWriter();
    int code =
        Job.run(
            new JobBenchmark(),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            "--job=" + jobScript(folder),
            "--",
            "--epochs=0");
    assertEquals(1, code);
    assertTrue(
        err.toString().startsWith("benchmark job: the job ended with 2: train-cifar10: "),
        err::toString);
  }

  @Test
  void scoringPrintsNetworkAndStage() {
    List<String> lines =
        BenchmarkRun.lines(
            new ScoringBenchmark(),
            "--data=" + images,
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

  @Test
  void sparsePrintsEveryContender() {
    List<String> lines =
        BenchmarkRun.lines(
            new SparseBenchmark(),
            "--rows=300",
            "--features=2000",
            "--hidden=2",
            "--epochs=1",
            "--batch-size=64",
            "--iterations=2",
            "--rounds=1");
    assertEquals(8, lines.size(), lines::toString);
    for (String row : lines.subList(3, 8)) {
      assertTrue(
          row.matches("(Spark's|Kindling,) [\\w, ]+ +[01]\\.\\d{4} +\\d+ +\\d+\\.\\d{2} +\\d+"),
          row);
    }
  }

  @Test
  void listenersPrintsWhatEachCosts() {
    List<String> lines =
        BenchmarkRun.lines(
            new ListenerBenchmark(), "--images=32", "--batch-size=16", "--epochs=1", "--rounds=1");
    assertEquals(7, lines.size(), lines::toString);
    assertTrue(lines.get(3).matches("TensorBoard +\\d+\\.\\d{3} +\\d+\\.\\d"), lines.get(3));
    assertTrue(
        lines.get(6).matches("steps with all of them take \\d+\\.\\d{3} of .*"), lines.get(6));
  }

  @Test
  void outOfCorePrintsBothRunsAndTheirRatio() {
    List<String> lines =
        BenchmarkRun.lines(
            new OutOfCoreBenchmark(),
            "--images=64",
            "--heap=300",
            "--ample-heap=500",
            "--cache=disk",
            "--batch-size=8",
            "--steps=3",
            "--warm-up=1",
            "--rounds=1");
    assertEquals(6, lines.size(), lines::toString);
    assertTrue(lines.get(3).matches("\\| 300 MB \\| in files \\| \\d+\\.\\d \\|"), lines.get(3));
    assertTrue(lines.get(4).matches("\\| 500 MB \\| in memory \\| \\d+\\.\\d \\|"), lines.get(4));
    assertTrue(lines.get(5).matches("ratio \\d+\\.\\d\\d"), lines.get(5));
  }
}
