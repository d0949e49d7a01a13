package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.nn.Module;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.checkpoint.CheckpointConfig;
import io.kindling.spark.testing.FaultyCluster;
import io.kindling.spark.testing.KilledDriver;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.SparkJvm;
import io.kindling.spark.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is disturbed, on real processes, gives the bits of one that is not. */
final class FaultToleranceTest {
  private static final int SECONDS_TO_START = 120;

  /** The last good model's checksum, and what is said when a step fails again and again. */
  private static final Pattern GAVE_UP =
      Pattern.compile(
          "(?<model>\\d+) training failed in step (?<step>\\d+) \\(epoch \\d\\): worker \\d:"
              + " java.lang.IllegalStateException: a fault that stays \\(tried 2 times\\)"
              + "(?:; the last good model is that after step (?<good>\\d+))?");

  /** What no bit changes by; in backward, buckets of the gradient have been sent already. */
  private static final List<String> HARMLESS =
      List.of(
          "tree exception",
          "tree lost-block",
          "tree killed",
          "tree killed-in-files",
          "resident exception",
          "resident killed-in-backward",
          "resident crowded",
          "sharded exception-in-backward",
          "sharded killed",
          "sharded killed-in-files");

  private static final List<String> HARMLESS_TOO =
      List.of(
          "tree nothing",
          "tree crowded",
          "resident nothing",
          "resident lost-block",
          "resident lost-block-in-files",
          "resident crowded-in-files",
          "resident killed",
          "resident killed-in-files",
          "sharded nothing",
          "sharded exception",
          "sharded lost-block");

  private static final List<String> STAYS = List.of("tree fails-always", "resident fails-always");

  private static final Pattern ANOTHER_ORDER =
      Pattern.compile(
          "\\d+ training failed in step \\d+ \\(epoch \\d\\): training data: the block of"
              + " partition \\d was lost and decoded anew, and its samples are not those of before,"
              + " or not in that order; to go on would give other results\\. Write the table"
              + " once.*");

  private static Map<String, String> outcomes;

  private static String expected;

  @TempDir Path folder;

  private DistributedTrainer.Builder undisturbed() {
    return SmallRun.trainer(
        folder, JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext()));
  }

  private String expected() {
    if (expected == null) {
      expected = SmallRun.bits(undisturbed().build().fit());
    }
    return expected;
  }

  /** What came of each case, by {@code strategy disturbance}. */
  private static Map<String, String> onCluster(List<String> cases) throws Exception {
    SparkJvm.Result result = SparkJvm.run(FaultyCluster.class, cases.toArray(String[]::new));
    assertEquals(0, result.exitCode(), result.err());
    Map<String, String> outcomes = new HashMap<>();
    for (String line : result.out().lines().toList()) {
      String[] words = line.split(" ", 3);
      outcomes.put(words[0] + " " + words[1], words[2]);
    }
    assertEquals(Set.copyOf(cases), outcomes.keySet(), result.out());
    return outcomes;
  }

  @BeforeAll
  static void disturb() throws Exception {
    List<String> cases = new ArrayList<>(HARMLESS);
    cases.addAll(STAYS);
    cases.add("resident killed-synced");
    cases.addAll(List.of("resident sorted", "resident reordered"));
    if (StandaloneCluster.hasTwoHosts()) {
      cases.add("tree straggler");
    }
    outcomes = onCluster(cases);
  }

  @ParameterizedTest
  @FieldSource("HARMLESS")
  void exceptionLostBlockAndKilledExecutorChangeNoBit(String disturbance) {
    assertEquals(expected(), outcomes.get(disturbance));
  }

  /** The other worker waits for its sums inside the forward pass. */
  @Test
  void aWorkerKilledBetweenBatchNormsOverAllWorkersChangesNoBit() {
    var trainer = undisturbed().allReduce(AllReduce.resident()).syncBatchNorm(true);
    assertEquals(SmallRun.bits(trainer.build().fit()), outcomes.get("resident killed-synced"));
  }

  @ParameterizedTest
  @FieldSource("STAYS")
  void aFaultThatStaysEndsTheRunWithTheLastGoodModel(String disturbance) {
    assertGaveUp(outcomes.get(disturbance));
  }

  @Test
  @Tag("long")
  void soItIsUnderTheOtherStrategies() throws Exception {
    List<String> cases = new ArrayList<>(HARMLESS_TOO);
    cases.addAll(
        List.of("sharded fails-always", "tree sorted", "tree reordered", "sharded reordered"));
    Map<String, String> others = onCluster(cases);
    HARMLESS_TOO.forEach(each -> assertEquals(expected(), others.get(each), each));
    assertGaveUp(others.get("sharded fails-always"));
    assertEquals("same", others.get("tree sorted"));
    assertEndedByAnotherOrder(others.get("tree reordered"));
    assertEndedByAnotherOrder(others.get("sharded reordered"));
  }

  /** Of a cached table that is lost with all executors. */
  @Test
  void sortedRowsGiveTheSameBitsAndABlockInAnotherOrderEndsTheRun() {
    assertEquals("same", outcomes.get("resident sorted"));
    assertEndedByAnotherOrder(outcomes.get("resident reordered"));
  }

  private static void assertEndedByAnotherOrder(String outcome) {
    assertTrue(ANOTHER_ORDER.matcher(outcome).matches(), outcome);
  }

  private void assertGaveUp(String outcome) {
    Matcher failed = GAVE_UP.matcher(outcome);
    assertTrue(failed.matches(), outcome);
    // A gang hears of the fault when it is some steps on; what it has made till then is kept.
    String told = failed.group("good");
    int good = told == null ? Integer.parseInt(failed.group("step")) - 1 : Integer.parseInt(told);
    assertTrue(good >= 5, outcome);
    assertEquals(
        SmallRun.modelBits(modelAfter(good)), Long.parseLong(failed.group("model")), outcome);
  }

  private Module modelAfter(int steps) {
    return steps == 0
        ? SmallRun.model(folder)
        : undisturbed().maxSteps(steps).build().fit().module();
  }

  @Test
  void stragglerIsOvertakenByItsCopyAndChangesNoBit() {
    assumeTrue(StandaloneCluster.hasTwoHosts(), "Spark speculates on a second host only");
    assertEquals(expected(), outcomes.get("tree straggler"));
  }

  @Test
  @Tag("long")
  void executorsKilledOverAndOverChangeNoBit() throws Exception {
    for (String strategy : List.of("tree", "resident", "sharded")) {
      assertEquals(
          Map.of(strategy + " killed-often", expected()),
          onCluster(List.of(strategy + " killed-often")));
    }
  }

  @Test
  void killedDriverGoesOnFromTheLastCheckpoint() throws Exception {
    killedDriverGoesOn("resident");
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"tree", "sharded"})
  void killedDriverGoesOnUnderTheOtherStrategies(String strategy) throws Exception {
    killedDriverGoesOn(strategy);
  }

  private void killedDriverGoesOn(String strategy) throws Exception {
    killDriverIn(10, strategy);
    // In this process, which is another one.
    TrainingResult resumed =
        undisturbed()
            .allReduce(SmallRun.strategy(strategy))
            .checkpoint(CheckpointConfig.in(folder.resolve("saved").toString()).everySteps(4))
            .resume(true)
            .build()
            .fit();
    assertEquals(expected(), SmallRun.bits(resumed));
  }

  @Test
  @Tag("long")
  void driverKilledOverAndOverComesToTheEnd() throws Exception {
    for (int step : new int[] {2, 3, 7, 13, 14, 21, 23}) {
      killDriverIn(step, "tree");
    }
    assertEquals(expected(), resume().lastLine());
  }

  private SparkJvm.Result resume() throws Exception {
    SparkJvm.Result result =
        SparkJvm.run(
            KilledDriver.class,
            folder.toString(),
            folder.resolve("saved").toString(),
            "-1",
            "tree");
    assertEquals(0, result.exitCode(), result.err());
    return result;
  }

  /** Starts a driver, and kills it when it is in step {@code step}. */
  private void killDriverIn(int step, String strategy) throws Exception {
    Path err = folder.resolve("err");
    Process driver =
        SparkJvm.start(
            KilledDriver.class,
            folder.resolve("out"),
            err,
            folder.toString(),
            folder.resolve("saved").toString(),
            String.valueOf(step),
            strategy);
    try {
      Path pid = folder.resolve("pid");
      for (int i = 0; i < 20 * SECONDS_TO_START && driver.isAlive() && !Files.exists(pid); i++) {
        Thread.sleep(50);
      }
      assertTrue(driver.isAlive(), () -> read(err));
      assertEquals(driver.pid(), Long.parseLong(Files.readString(pid)));
      Files.delete(pid);
    } finally {
      driver.destroyForcibly();
    }
    assertFalse(driver.waitFor() == 0);
    if (step > 4) {
      try (Stream<Path> saved = Files.list(folder.resolve("saved"))) {
        assertTrue(saved.findAny().isPresent());
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
