package io.kindling.examples.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs and prints its table; how fast is not asked here. */
final class BenchmarkSmokeTest {
  private static final TimeValue SHORT = TimeValue.milliseconds(1);

  @BeforeAll
  static void doNotMindOtherBenchmarks() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  @Test
  void trainingPrintsARowForEachModelAndStep() {
    List<String> lines =
        BenchmarkRun.lines(
            new TrainingBenchmark(), "--batch-size", "2", "--rounds", "1", "--seconds", "0.001");
    assertTrue(lines.get(0).contains("no PyTorch"), lines.get(0));
    List<String> rows = lines.subList(3, lines.size());
    assertEquals(6, rows.size());
    for (String row : rows) {
      assertTrue(row.matches("\\| [a-z0-9-]+ \\| (training|inference) \\| \\d+ \\|.*"), row);
    }
  }

  @Test
  void trainingComparesSeveralThreadsWithOne() {
    String[] args =
        "--threads 2 --models lenet --batch-size 2 --rounds 2 --seconds 0.001".split(" ");
    List<String> lines = BenchmarkRun.lines(new TrainingBenchmark(), args);
    List<String> rows = lines.subList(3, lines.size());
    assertEquals(2, rows.size());
    for (String row : rows) {
      assertTrue(row.matches("\\|.*\\| - \\| - \\| \\d+\\.\\d\\d \\|"), row);
    }
  }

  @Test
  void augmentationPrintsItsShareOfAStep() {
    String[] args = "--model lenet --batch-size 2 --rounds 1 --seconds 0.001".split(" ");
    List<String> lines = BenchmarkRun.lines(new AugmentationBenchmark(), args);
    assertEquals(8, lines.size(), lines::toString);
    assertTrue(
        lines.get(1).matches("step of lenet, batch 2, one core: \\d+\\.\\d\\d ms"), lines.get(1));
    assertTrue(lines.get(3).matches(" +\\d+\\.\\d\\d +-?0\\.0%  none"), lines.get(3));
    for (String row : lines.subList(4, 8)) {
      assertTrue(row.matches(" +\\d+\\.\\d\\d +-?\\d+\\.\\d%  random.*"), row);
    }
  }

  /** A stand-in for PyTorch that is twice as fast with one setting, and cannot do another. */
  @Test
  void trainingComparesWithTheBestSettingInFloat32(@TempDir Path folder) throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("peer.sh"),
            """
            echo "PyTorch of a test"
            while read -r model mode batch threads seconds setting; do
              case $setting in
                eager) echo 0.002 3 ;;
                channels_last) echo 0.001 3 ;;
                compile) echo unavailable no compiler ;;
                *) echo 0.0001 3 ;;
              esac
            done
            """);
    List<String> lines =
        BenchmarkRun.lines(
            new TrainingBenchmark(),
            ("--models lenet --batch-size 2 --rounds 3 --seconds 0.001 --python sh"
                    + " --peer-settings eager,channels_last,compile,compile+channels_last+bf16"
                    + " --peer-script "
                    + script)
                .split(" "));
    assertTrue(lines.get(0).endsWith("PyTorch of a test"), lines.get(0));
    String[] cells = lines.get(3).split(" *\\| *");
    assertEquals(List.of("1000", "2000", "-", "20000"), List.of(cells).subList(4, 8));
    double ratio = Double.parseDouble(cells[3]) / 2000;
    assertEquals(ratio, Double.parseDouble(cells[8]), 0.006 + 0.001 * ratio);
  }

  @Test
  void operationsPrintsARowForEachOperation() {
    List<String> lines =
        BenchmarkRun.lines(
            new OperationBenchmark(), "--size", "3", "--rounds", "1", "--seconds", "0.001");
    assertTrue(lines.get(0).contains("no PyTorch"), lines.get(0));
    List<String> rows = lines.subList(3, lines.size());
    assertEquals(Operation.values().length, rows.size());
    for (String row : rows) {
      assertTrue(row.matches("\\| [a-z-]+ \\| \\d+\\.\\d{4} \\| - \\| - \\|"), row);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryPrintsItsPeak() {
    List<String> lines =
        BenchmarkRun.lines(new MemoryBenchmark(), "--batch-size", "2", "--seconds", "0.001");
    assertTrue(
        lines.get(3).matches("\\| Kindling, heap at most \\d+ MB \\| [1-9]\\d+ MB \\|"),
        lines.toString());
    assertTrue(lines.get(4).contains("no PyTorch"), lines.toString());
  }

  @Test
  void kernelsPrintsARowForEachShape() {
    List<String> lines =
        BenchmarkRun.lines(
            new KernelBenchmark(),
            "--batch-size=2",
            "--seconds=0.001",
            "--forks=0",
            "--shapes=LENET_2,RESNET_SHORTCUT_64");
    List<String> rows = lines.subList(4, lines.size());
    assertEquals(2, rows.size());
    String figure = " \\d+ \\(\\d+%(; \\d+%)?\\) \\|";
    assertTrue(
        rows.get(0).matches("\\| 6 -> 16, 14x14, 5x5, [^|]+\\|" + figure.repeat(3) + " \\d+ \\|"),
        lines.toString());
  }

  @Test
  void allOfJmhsBenchmarksRun() throws Exception {
    var results =
        new Runner(
                new OptionsBuilder()
                    .include("^io\\.kindling\\.examples\\.bench\\.")
                    .param("batch", "2")
                    .param("size", "32")
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(SHORT)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    int kernels = (3 + 1) * ConvolutionShape.values().length;
    int others = 2 * 4;
    int steps = 3 * 2;
    int transforms = 5;
    int operations = Operation.values().length;
    assertEquals(kernels + others + steps + transforms + operations + 1, results.size());
  }
}
