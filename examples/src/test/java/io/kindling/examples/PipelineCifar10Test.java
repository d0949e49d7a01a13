package io.kindling.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pipeline through its command line, and again in a process of its own. */
final class PipelineCifar10Test {
  private static final Map<String, String> SPARK =
      Map.of(
          "spark.master", "local[2]",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.ui.enabled", "false");

  @TempDir static Path folder;

  private record Run(int exitCode, List<String> out, List<String> err) {
    JsonNode json() throws Exception {
      return new ObjectMapper().readTree(out.get(out.size() - 1));
    }

    String complaint() {
      return err.get(err.size() - 1);
    }
  }

  @BeforeAll
  static void writeTables() throws Exception {
    SPARK.forEach(System::setProperty);
    try (SparkSession spark = JobSession.session("tables", null)) {
      ImageTables tables = new ImageTables(spark, folder);
      List<Row> good = ImageTables.good(40, 32);
      tables.write("good", good);
      tables.write("empty", List.of());
      List<Row> label = new ArrayList<>(good);
      label.add(ImageTables.row(ImageTables.png(1, 32), "a/b.png", 10));
      tables.write("label", label);
    }
  }

  @AfterAll
  static void forgetSettings() {
    SPARK.keySet().forEach(System::clearProperty);
  }

  private static String[] arguments(String data, String out, String... more) {
    List<String> args = new ArrayList<>(List.of("--data", folder.resolve(data).toString()));
    args.addAll(List.of("--out", folder.resolve(out).toString(), "--model", "LeNet(3)"));
    args.addAll(List.of("--batch-size", "16", "--lr", "0.05"));
    args.addAll(Arrays.asList(more));
    return args.toArray(String[]::new);
  }

  private static Run run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        PipelineCifar10Job.run(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Run(exitCode, lines(out), lines(err));
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** In a JVM of its own. */
  private static Run runElsewhere(String... args) throws Exception {
    List<String> command = OwnJvm.command(PipelineCifar10.class, SPARK);
    command.addAll(Arrays.asList(args));
    Path err = folder.resolve("elsewhere.err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    return new Run(process.exitValue(), out.lines().toList(), Files.readAllLines(err));
  }

  /** What train-cifar10 takes: the recipe's schedule, transforms, averaged weights. */
  @Test
  void recipesComeInThroughOptions() throws Exception {
    String[] options = {
      "--recipe",
      "resnet20",
      "--no-augment",
      "--epochs",
      "2",
      "--transforms",
      "randomCrop(32, padding=4) | randomHorizontalFlip",
      "--mix",
      "mixUp(0.2)",
      "--model-ema-decay",
      "0.5",
      "--filter-bias-and-bn",
      "--test-time-flip"
    };
    Run run = run(arguments("good", "recipe", options));
    assertEquals(0, run.exitCode(), () -> run.err().toString());
    String saved = metadataOfNetwork("recipe");
    for (String word :
        List.of(
            "\"schedule\":\"OneCycleLR\"",
            "\\\"totalSteps\\\":6",
            "\\\"labelSmoothing\\\":0.05",
            "\\\"nesterov\\\":true",
            "\"mix\":\"mixUp(0.2)\"",
            "\"modelEmaDecay\":0.5",
            "\"filterBiasAndBn\":true",
            "\"testTimeFlip\":true")) {
      assertTrue(saved.contains(word), () -> word + " in " + saved);
    }
    Run both = run(arguments("good", "both", "--transforms", "randomCrop(32)", "--augment"));
    assertEquals(2, both.exitCode());
    assertTrue(both.complaint().contains("or give --no-augment"), both::complaint);
  }

  private static String metadataOfNetwork(String pipeline) throws Exception {
    try (var files = Files.walk(folder.resolve(pipeline).resolve("stages"))) {
      Path file =
          files
              .filter(f -> f.toString().matches(".*/0_[^/]*/metadata/part-\\d+[^/]*"))
              .findFirst()
              .orElseThrow();
      return Files.readString(file);
    }
  }

  @Test
  void anotherProcessGivesTheSamePredictions() throws Exception {
    String[] args = arguments("good", "pipeline", "--epochs", "6");
    Run trained = run(args);
    assertEquals(0, trained.exitCode(), () -> trained.err().toString());
    assertEquals(40, trained.json().get("testImages").asInt());
    assertTrue(trained.json().get("testAccuracy").asDouble() > 0.3, trained.out()::toString);

    List<String> again = new ArrayList<>(Arrays.asList(args));
    again.add("--score-only");
    Run loaded = runElsewhere(again.toArray(String[]::new));
    assertEquals(0, loaded.exitCode(), () -> loaded.err().toString());
    for (String name : List.of("predictions", "testAccuracy", "testLogLoss", "testImages")) {
      assertEquals(trained.json().get(name), loaded.json().get(name), name);
    }

    Run other = run(arguments("good", "other", "--epochs", "6", "--seed", "2"));
    assertTrue(!trained.json().get("predictions").equals(other.json().get("predictions")));
  }

  @Test
  void refusesToOverwriteBeforeItTrains() {
    assertEquals(0, run(arguments("good", "twice", "--epochs", "1")).exitCode());
    Run again = run(arguments("good", "twice", "--epochs", "1000000"));
    assertEquals(1, again.exitCode());
    assertTrue(again.complaint().endsWith("already exists; give another folder, or --overwrite"));
    assertEquals(0, run(arguments("good", "twice", "--epochs", "1", "--overwrite")).exitCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 | missing | --epochs 1             | .*/missing: there is no such file or directory
          1 | empty   | --epochs 1             | .*the data set is empty
          1 | label   | --epochs 1             | column label, row 40: label 10 is out of range, wanted 0 to 9
          1 | good    | --lr 1e30              | training diverged: .*
          1 | good    | --model mlp([5,10])    | the network does not fit the samples, .*\\(N, 3, 32, 32\\).*
          1 | good    | --score-only           | .*/bad: there is no pipeline; train one without --score-only
          2 | good    | --model LeNot(3)       | .*LeNot.*
          2 | good    | --epochs 0             | .*maxIter.*
          2 | good    | --all-reduce ring      | .*there is no 'ring'.*
          """)
  void whatIsWrongIsOneLine(int code, String data, String options, String message) {
    List<String> args = new ArrayList<>(List.of("--data", folder.resolve(data).toString()));
    args.addAll(List.of("--out", folder.resolve("bad").toString()));
    args.addAll(Arrays.asList(options.split(" ")));
    Run run = run(args.toArray(String[]::new));
    assertEquals(code, run.exitCode(), () -> run.err().toString());
    assertEquals(List.of(), run.out());
    String line = run.complaint();
    assertTrue(Pattern.matches("pipeline-cifar10: " + message, line), line);
    assertTrue(run.err().stream().noneMatch(l -> l.startsWith("\tat ")), run.err()::toString);
  }
}
