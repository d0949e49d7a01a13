package io.kindling.examples.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
