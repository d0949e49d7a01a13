package io.kindling.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs whose process is told to end while they train. */
final class EndOfProcessTest {
  private static final int SECONDS = 240;
  private static final Map<String, String> SPARK =
      Map.of(
          "spark.master", "local[2]",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.ui.enabled", "false");

  @TempDir static Path folder;

  @BeforeAll
  static void writeTables() throws Exception {
    SPARK.forEach(System::setProperty);
    try (SparkSession spark = JobSession.session("tables", null)) {
      new ImageTables(spark, folder).write("good", ImageTables.good(40, 32));
    }
  }

  @AfterAll
  static void forgetSettings() {
    SPARK.keySet().forEach(System::clearProperty);
  }

  private static final String CHECKPOINT = "checkpoint-";

  private record Ended(String signal, int exitCode, List<String> err) {}

  /**
   * Starts the job, sends it the signal when it has saved something, and waits for its end. Where
   * this test runs in the background processes do not hear of SIGINT: then it is SIGTERM.
   */
  private static Ended end(Class<?> job, String signal, Path saved, String... args)
      throws Exception {
    Map<String, String> properties = new HashMap<>(SPARK);
    // As the scripts have it; Spark's own logs stack traces of what it is told to end.
    String logging = Path.of("..", "conf", "log4j2.properties").toAbsolutePath().toString();
    properties.put("log4j2.configurationFile", logging);
    List<String> command = OwnJvm.command(job, properties);
    command.addAll(List.of("--data", folder.resolve("good").toString()));
    command.addAll(List.of(args));
    Path err = Files.createTempFile(folder, "job", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectError(err.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    String sent = signal;
    try {
      for (int i = 0; i < 20 * SECONDS && process.isAlive() && !isTraining(saved, err); i++) {
        Thread.sleep(50);
      }
      assertTrue(process.isAlive(), () -> read(err).toString());
      sent = ignores(process, signal) ? "TERM" : signal;
      new ProcessBuilder("kill", "-" + sent, String.valueOf(process.pid())).start().waitFor();
      assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), () -> read(err).toString());
    } finally {
      process.destroyForcibly();
    }
    return new Ended(sent, process.exitValue(), read(err));
  }

  /** A program that was started in the background may be told not to hear of SIGINT. */
  private static boolean ignores(Process process, String signal) throws Exception {
    String ignored =
        Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElse("SigIgn: 0")
            .substring("SigIgn:".length())
            .strip();
    return signal.equals("INT") && (Long.parseUnsignedLong(ignored, 16) & 2) != 0;
  }

  private static boolean isTraining(Path saved, Path err) throws Exception {
    if (saved == null) {
      return read(err).stream().anyMatch(line -> line.contains("all-reduce auto"));
    }
    if (!Files.exists(saved)) {
      return false;
    }
    try (Stream<Path> files = Files.list(saved)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith(CHECKPOINT));
    }
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of(e.toString());
    }
  }

  private static void assertKept(Ended ended, String job, Path kept) throws Exception {
    assertEquals(ended.signal().equals("TERM") ? 128 + 15 : 128 + 2, ended.exitCode());
    List<String> lines = ended.err().stream().filter(line -> line.startsWith(job)).toList();
    assertEquals(1, lines.size(), () -> ended.err().toString());
    assertTrue(
        Pattern.matches(
            job
                + ": the process was told to end; training was cancelled in step \\d+ \\(epoch"
                + " \\d+\\): its thread was interrupted; the last good model is (the initial"
                + " one|that after step \\d+); the last good parameters are in file:/*"
                + kept,
            lines.get(0)),
        lines.get(0));
    assertTrue(
        ended.err().stream().noneMatch(line -> line.startsWith("\tat ")), ended.err()::toString);
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(kept)) {
      all.map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith(".")) // checksums
          .forEach(files::add);
    }
    assertEquals(List.of("model.json", "model.safetensors"), files.stream().sorted().toList());
    assertTrue(Safetensors.read(kept.resolve("model.safetensors")).tensors().size() > 2);
  }

  /** The other signal comes to the pipeline. */
  @Test
  void theLastGoodModelIsKept() throws Exception {
    trains("INT", "sharded");
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({
    "TERM, tree",
    "INT, tree",
    "TERM, resident",
    "INT, resident",
    "TERM, sharded",
    "INT, auto"
  })
  void theLastGoodModelIsKeptUnderEveryStrategy(String signal, String strategy) throws Exception {
    trains(signal, strategy);
  }

  private static void trains(String signal, String strategy) throws Exception {
    Path out = folder.resolve("out-" + signal + "-" + strategy);
    Path saved = folder.resolve("saved-" + signal + "-" + strategy);
    String options =
        "--model lenet --batch-size 16 --epochs 100000 --all-reduce "
            + strategy
            + " --out "
            + out
            + " --checkpoint "
            + saved;
    Ended ended = end(TrainCifar10.class, signal, saved, options.split(" "));
    assertKept(ended, "train-cifar10", out);
    try (Stream<Path> files = Files.list(saved)) {
      assertTrue(files.noneMatch(file -> file.getFileName().toString().contains("_writing")));
    }
  }

  @Test
  void theNetworkOfAPipelineIsKeptBesideIt() throws Exception {
    Path out = folder.resolve("pipeline");
    String options = "--model LeNet(3) --batch-size 16 --epochs 100000 --out " + out;
    Ended ended = end(PipelineCifar10.class, "TERM", null, options.split(" "));
    assertKept(ended, "pipeline-cifar10", folder.resolve("pipeline.last-good"));
    assertTrue(Files.notExists(out));
  }
}
