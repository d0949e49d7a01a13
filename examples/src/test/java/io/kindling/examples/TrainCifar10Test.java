package io.kindling.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.io.Safetensors;
import io.kindling.nn.models.LeNet;
import io.kindling.random.Generator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The job through its command line: what it prints, what it leaves, how it fails. */
final class TrainCifar10Test {
  private static final Map<String, String> SPARK =
      Map.of(
          "spark.master", "local[2]",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.ui.enabled", "false",
          "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
          "spark.kryo.registrationRequired", "true");

  @TempDir static Path folder;

  private record Run(int exitCode, List<String> out, List<String> err) {
    String lastLine() {
      return out.get(out.size() - 1);
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
      tables.write("large", ImageTables.good(20, 40));
      tables.write("small", ImageTables.good(20, 28));
      tables.write("label", with(good, ImageTables.row(ImageTables.png(1, 32), "a/b.png", 10)));
      tables.write("size", with(good, ImageTables.row(ImageTables.png(1, 40), "a/b.png", 1)));
      tables.write("broken", with(good, ImageTables.row(new byte[] {1, 2, 3}, "a/b.png", 1)));
      spark.range(5).write().parquet(folder.resolve("schema").toString());
    }
  }

  private static List<Row> with(List<Row> rows, Row last) {
    List<Row> all = new ArrayList<>(rows);
    all.add(last);
    return all;
  }

  @AfterAll
  static void forgetSettings() {
    SPARK.keySet().forEach(System::clearProperty);
  }

  private static Run run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        TrainCifar10Job.run(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new Run(
        exitCode,
        out.toString(StandardCharsets.UTF_8).lines().toList(),
        err.toString(StandardCharsets.UTF_8).lines().toList());
  }

  private static Run train(String data, String... more) {
    List<String> args = new ArrayList<>(List.of("--data", folder.resolve(data).toString()));
    args.addAll(List.of("--model", "lenet", "--batch-size", "16"));
    args.addAll(Arrays.asList(more));
    return run(args.toArray(String[]::new));
  }

  /** 40 x 40 images, of which a LeNet sees 32 x 32. */
  @Test
  void recipesComeInThroughOptions() throws Exception {
    Path out = folder.resolve("recipe");
    String[] recipe = {
      "--transforms",
      "resize(36) | centerCrop(36) | randomCrop(32) | randomHorizontalFlip",
      "--evaluation-transforms",
      "resize((32, 32))",
      "--mix",
      "mixUp(0.2) | cutMix(1)",
      "--test-time-flip",
      "--filter-bias-and-bn",
      "--weight-decay",
      "5e-4",
      "--model-ema-decay",
      "0.9",
      "--epochs",
      "1",
      "--out",
      out.toString()
    };
    Run run = train("large", recipe);
    assertEquals(0, run.exitCode(), () -> run.err().toString());
    JsonNode facts = new ObjectMapper().readTree(out.resolve("model.json").toFile());
    assertTrue(facts.get("filterBiasAndBn").asBoolean());
    assertEquals(0.9, facts.get("modelEmaDecay").asDouble());
    assertTrue(facts.get("testTimeFlip").asBoolean());
    assertEquals("mixUp(0.2) | cutMix(1)", facts.get("mix").asText());
    assertTrue(facts.get("transforms").asText().contains("randomCrop"));
    assertTrue(facts.get("evaluationTransforms").asText().contains("32"));

    Run both = train("large", "--transforms", "randomCrop(32)", "--augment");
    assertEquals(2, both.exitCode());
    assertTrue(both.err().get(0).contains("or give --no-augment"), () -> both.err().toString());
    Run unknown = train("large", "--transforms", "randomCrob(32)");
    assertEquals(2, unknown.exitCode());
    assertTrue(unknown.err().get(0).contains("randomCrop"), () -> unknown.err().toString());
  }

  @Test
  void trainsAndSaysSoInOneLineOfJson() throws Exception {
    Path out = folder.resolve("model");
    Run run =
        train("good", "--epochs", "3", "--seed", "5", "--partitions", "3", "--out", out.toString());
    assertEquals(0, run.exitCode(), () -> run.err().toString());

    JsonNode json = new ObjectMapper().readTree(run.lastLine());
    List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    assertEquals(
        List.of(
            "model",
            "data",
            "epochs",
            "steps",
            "samples",
            "skippedRows",
            "trainLoss",
            "testLoss",
            "testAccuracy",
            "imagesPerSecond",
            "seconds",
            "master",
            "partitions",
            "seed"),
        names);
    assertEquals("lenet", json.get("model").asText());
    assertEquals(folder.resolve("good").toString(), json.get("data").asText());
    assertEquals(3, json.get("epochs").asInt());
    assertEquals(9, json.get("steps").asInt());
    assertEquals(120, json.get("samples").asInt());
    assertEquals("local[2]", json.get("master").asText());
    assertEquals(3, json.get("partitions").asInt());
    assertEquals(5, json.get("seed").asInt());
    assertEquals(3, run.err().stream().filter(line -> line.startsWith("epoch ")).count());

    Generator.manualSeed(77);
    var model = LeNet.sequential(3);
    model.loadStateDict(Safetensors.read(out.resolve("model.safetensors")).tensors());
    JsonNode facts = new ObjectMapper().readTree(Files.readString(out.resolve("model.json")));
    assertEquals(
        model.parameters().stream().mapToInt(p -> p.numel()).sum(),
        facts.get("parameters").asInt());
    assertEquals(json, facts.get("result"));
  }

  @Test
  void everyStrategyGivesTheSameModel() throws Exception {
    List<Double> losses = new ArrayList<>();
    for (String strategy :
        List.of("auto", "tree", "resident --no-overlap", "sharded --bucket-elements 1")) {
      Run run = train("good", ("--epochs 1 --partitions 2 --all-reduce " + strategy).split(" "));
      assertEquals(0, run.exitCode(), () -> run.err().toString());
      losses.add(new ObjectMapper().readTree(run.lastLine()).get("testLoss").asDouble());
    }
    assertEquals(Collections.nCopies(4, losses.get(0)), losses);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 | --all-reduce resident --partitions 3 | all-reduce resident needs a task slot for each \
          of the 3 partitions at once, but the cluster has 2; use 2 partitions or fewer, more \
          executors, or all-reduce tree
          2 | --all-reduce ring | there is no all-reduce 'ring'; known: auto, tree, resident, sharded (--help \
          lists the options)
          2 | --local-steps 4 | --local-steps is for --all-reduce resident; auto has no local steps \
          (--help lists the options)
          2 | --all-reduce resident --local-steps 4 --compression float16 | ResidentAllReduce: local \
          SGD averages parameters, which always travel exactly; use one local step, or no \
          compression (--help lists the options)
          2 | --all-reduce tree --no-overlap | --no-overlap is for workers that sum gradients \
          themselves, at every step; those of tree do not (--help lists the options)
          2 | --all-reduce resident --local-steps 2 --bucket-elements 9 | --bucket-elements is for \
          workers that sum gradients themselves, at every step; local steps do not (--help lists \
          the options)
          2 | --bucket-elements 9 --no-overlap | --no-overlap makes one bucket of the gradient, \
          --bucket-elements several; give one of them (--help lists the options)
          2 | --bucket-elements 0 | GangOptions.bucketElements: got 0, want at least 1 (--help lists \
          the options)
          2 | --accumulate 0 | DistributedTrainer: the number of passes to accumulate must be at \
          least 1, got 0 (--help lists the options)
          """)
  void strategiesThatCannotBeAreRefusedInOneLine(int code, String options, String line) {
    Run run = train("good", options.split(" "));
    assertEquals(code, run.exitCode());
    assertEquals("train-cifar10: " + line, run.err().get(run.err().size() - 1));
  }

  @Test
  void compressionAccumulationAndLocalStepsTrain() throws Exception {
    for (String options :
        List.of(
            "--compression bfloat16 --all-reduce tree",
            "--compression float16 --accumulate 3",
            "--all-reduce resident --local-steps 2",
            "--clip-norm 0.5",
            "--all-reduce auto --bucket-elements 1000")) {
      Run run = train("good", ("--epochs 1 --partitions 2 " + options).split(" "));
      assertEquals(0, run.exitCode(), () -> run.err().toString());
      assertTrue(new ObjectMapper().readTree(run.lastLine()).get("testLoss").asDouble() < 3);
    }
  }

  @Test
  void stopsAtMaxSteps() throws Exception {
    Run run = train("good", "--epochs", "3", "--max-steps", "4");
    JsonNode json = new ObjectMapper().readTree(run.lastLine());
    assertEquals(4, json.get("steps").asInt());
    assertEquals(2, json.get("epochs").asInt());
    assertEquals(40 + 16, json.get("samples").asInt());
  }

  @Test
  void resumesAsIfItHadNeverStopped() throws Exception {
    Path checkpoints = folder.resolve("checkpoints");
    Path out = folder.resolve("resumed");
    Path straight = folder.resolve("straight");
    String[] save = {"--checkpoint", checkpoints.toString(), "--checkpoint-every", "2"};
    assertEquals(0, train("good", with(save, "--epochs", "2", "--max-steps", "5")).exitCode());
    Run resumed = train("good", with(save, "--epochs", "3", "--resume", "--out", out.toString()));
    assertEquals(0, resumed.exitCode(), () -> resumed.err().toString());
    assertTrue(resumed.err().contains("Going on after step 5."), () -> resumed.err().toString());
    Run whole = train("good", "--epochs", "3", "--out", straight.toString());
    assertArrayEquals(
        Files.readAllBytes(straight.resolve("model.safetensors")),
        Files.readAllBytes(out.resolve("model.safetensors")));
    JsonNode json = new ObjectMapper().readTree(resumed.lastLine());
    assertEquals(
        new ObjectMapper().readTree(whole.lastLine()).get("testLoss"), json.get("testLoss"));
    assertEquals(9, json.get("steps").asInt());
    assertFails(
        1,
        "checkpoints: .*/checkpoint-0*9.safetensors is of another run: the optimizer's lr 0.01"
            + " there, 0.02 here; .*",
        train("good", with(save, "--epochs", "3", "--resume", "--lr", "0.02")));
  }

  private static String[] with(String[] some, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(some));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  @Test
  void keepsTheLastGoodParametersWhenTheLossDiverges() throws Exception {
    Path out = folder.resolve("diverged");
    Run run = train("good", "--lr", "1e30", "--epochs", "2", "--out", out.toString());
    assertEquals(1, run.exitCode());
    assertEquals(List.of(), run.out());
    String line = run.err().get(run.err().size() - 1);
    assertTrue(
        Pattern.matches(
            "train-cifar10: training diverged: the (loss|gradient) of step [23] \\(epoch 1\\) is"
                + " (NaN|infinite|not finite); .*; the last good parameters are in"
                + " file:.*/diverged",
            line),
        line);
    Generator.manualSeed(1); // the job's default seed
    float[] initial = LeNet.sequential(3).parameters().get(0).toFloatArray();
    var kept = Safetensors.read(out.resolve("model.safetensors")).tensors();
    assertArrayEquals(initial, kept.get("0.weight").toFloatArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          missing | .*/missing: there is no such file or directory
          empty   | .*/empty/train.parquet.* is empty
          schema  | .*/schema.*\\bid\\b.*
          label   | .*row 40: label 10 is out of range, wanted 0 to 9
          size    | .*a/b\\.png.*40.*32.*
          broken  | .*a/b\\.png.*
          """)
  void badDataIsOneLine(String data, String message) {
    assertFails(1, message, train(data));
  }

  @Test
  void rowsThatAreSkippedAreCountedAndTold() throws Exception {
    Run run =
        train("broken", "--epochs", "1", "--handle-invalid", "skip", "--drop-last", "--seed", "5");
    assertEquals(0, run.exitCode(), () -> run.err().toString());
    JsonNode json = new ObjectMapper().readTree(run.lastLine());
    assertEquals(2, json.get("skippedRows").asInt()); // one to train on, one to test on
    String err = String.join("\n", run.err());
    assertTrue(err.contains("1 training images are not valid and were skipped; the first:"), err);
    assertEquals(0, json.get("samples").asInt() % 16);
  }

  @Test
  void modelThatDoesNotFitTheImagesNamesBothShapes() {
    assertFails(1, ".*model does not fit.*\\(N, 3, 28, 28\\).*\\b400\\b.*", train("small"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --batch-size=0   | .*batch size must be at least 1, got 0.*
          --epochs=0       | .*epochs must be at least 1, got 0.*
          --max-steps=0    | .*max steps must be in 1..*got 0.*
          --partitions=0   | .*partitions must be at least 1, got 0.*
          --resume         | .*--resume needs --checkpoint DIR.*
          --clip-norm=0    | .*norm of a gradient must be positive, got 0.0.*
          --lr=-1          | .*invalid lr -1.0.*
          --batch-size=x   | .*'--batch-size'.*'x'.*
          --model=vgg      | .*'--model'.*'vgg' is not one of cifar-cnn, lenet, resnet20, nor another network: .*
          --handle-invalid=keep | .*'--handle-invalid'.*'keep' is none of error, skip.*
          --batchsize=1    | .*Unknown option: '--batchsize=1'.*
          """)
  void wrongUsageIsOneLine(String option, String message) {
    assertFails(2, message, run("--data", folder.resolve("good").toString(), option));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "local[x]", "local[0]", "local-cluster[2,1]"})
  void badMasterIsOneLine(String master) {
    assertFails(
        1,
        ".*master '" + Pattern.quote(master) + "' is none of local\\[N].*",
        train("good", "--master", master));
  }

  @Test
  void outThatIsAFileIsOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertFails(
        1, ".*/file: is a file, wanted a folder.*", train("good", "--out", file.toString()));
  }

  @Test
  void helpNamesEveryOption() {
    Run run = run("--help");
    assertEquals(0, run.exitCode());
    String help = String.join("\n", run.out());
    for (String option :
        "data master model epochs max-steps batch-size lr momentum weight-decay clip-norm partitions seed out checkpoint checkpoint-every checkpoint-keep resume all-reduce handle-invalid drop-last compression accumulate local-steps bucket-elements no-overlap micro-batch-size help version"
            .split(" ")) {
      assertTrue(help.contains("--" + option), () -> option + " is missing in\n" + help);
    }
    assertTrue(run("--version").lastLine().matches("Kindling \\d+\\.\\d+.*"));
  }

  private static void assertFails(int exitCode, String message, Run run) {
    String all = String.join("\n", run.err());
    assertEquals(exitCode, run.exitCode(), all);
    assertEquals(List.of(), run.out());
    assertFalse(all.contains("\tat "), all);
    String line = run.err().get(run.err().size() - 1);
    assertTrue(line.matches("train-cifar10: " + message), line);
    assertEquals(1, run.err().stream().filter(l -> l.startsWith("train-cifar10:")).count(), all);
  }
}
