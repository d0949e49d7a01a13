package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.SampleBlock;
import io.kindling.io.Checkpoint;
import io.kindling.io.Safetensors;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Sequential;
import io.kindling.optim.Adam;
import io.kindling.optim.SGD;
import io.kindling.optim.schedule.StepLR;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.checkpoint.CheckpointConfig;
import io.kindling.spark.checkpoint.CheckpointConfig.OnFailure;
import io.kindling.spark.checkpoint.CheckpointException;
import io.kindling.spark.testing.FullDiskFileSystem;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.Trouble;
import io.kindling.spark.wire.WireFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run leaves behind, and that it goes on from it as if it had never stopped. */
final class CheckpointTest {
  private static final int STEPS = 4 * SmallRun.STEPS_PER_EPOCH;

  private static String undisturbed;

  @TempDir Path trouble;
  @TempDir Path root;
  private Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void start() {
    spark = JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
    folder = root.resolve("checkpoints");
  }

  private CheckpointConfig config() {
    return CheckpointConfig.in(folder.toString());
  }

  private DistributedTrainer.Builder trainer() {
    return SmallRun.trainer(trouble, spark);
  }

  private DistributedTrainer.Builder saving(CheckpointConfig config) {
    return trainer().checkpoint(config);
  }

  private String undisturbed() {
    if (undisturbed == null) {
      undisturbed = SmallRun.bits(trainer().build().fit());
    }
    return undisturbed;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  private Path file(int step) {
    return folder.resolve(String.format("checkpoint-%012d.safetensors", step));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 7, 12, 23, 24})
  void resumedRunIsOneThatNeverStopped(int stop) {
    saving(config()).maxSteps(stop).build().fit();
    TrainingResult resumed = saving(config()).resume(true).build().fit();
    assertEquals(undisturbed(), SmallRun.bits(resumed));
    assertEquals(4, resumed.epochs().size());
    assertEquals(88, resumed.epochs().get(1).training().samples());
    assertEquals(4 * 88, resumed.samples());
  }

  @Test
  void savingChangesNothing() {
    assertEquals(undisturbed(), SmallRun.bits(saving(config().everySteps(1)).build().fit()));
  }

  @Test
  void crashInsideAnEpochGoesOnFromTheLastCheckpoint() throws Exception {
    CheckpointConfig config = config().everySteps(4);
    RuntimeException crash = new RuntimeException("crash");
    TrainingListener crashing =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            if (step.step() == 9) {
              throw crash;
            }
          }

          @Override
          public boolean endsRun() {
            return true;
          }
        };
    var e =
        assertThrows(RuntimeException.class, () -> saving(config).listener(crashing).build().fit());
    assertEquals(crash, e);
    assertEquals(file(8).getFileName().toString(), files().get(files().size() - 1));
    long[] first = {-1};
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStart(TrainingStart start) {
            first[0] = start.firstStep();
          }
        };
    TrainingResult resumed = saving(config).resume(true).listener(listener).build().fit();
    assertEquals(8, first[0]);
    assertEquals(undisturbed(), SmallRun.bits(resumed));
  }

  @Test
  void newestAreKeptAtStepsAndEpochs() throws Exception {
    saving(config().everySteps(5).everyEpochs(2).keep(100)).build().fit();
    List<String> expected =
        Stream.of(5, 10, 12, 15, 20, 24).map(s -> file(s).getFileName().toString()).toList();
    assertEquals(expected, files());
    folder = root.resolve("few");
    saving(config().everySteps(5).everyEpochs(0).keep(2)).build().fit();
    assertEquals(expected.subList(4, 6), files());
  }

  @Test
  void fileIsReadWithoutKindling() throws Exception {
    TrainingResult result = saving(config()).build().fit();
    var tensors = Safetensors.read(file(STEPS)).tensors();
    for (var entry : result.module().stateDict().entrySet()) {
      assertArrayEquals(
          entry.getValue().toDoubleArray(), tensors.get("model." + entry.getKey()).toDoubleArray());
    }
    assertEquals(STEPS, Checkpoint.read(file(STEPS)).section("run").whole("step"));
  }

  @Test
  void resumeWithoutCheckpointsBegins() {
    assertEquals(undisturbed(), SmallRun.bits(saving(config()).resume(true).build().fit()));
  }

  @Test
  void finishedRunMakesNoStepAndALongerOneGoesOn() {
    String two = SmallRun.bits(saving(config()).epochs(2).build().fit());
    assertEquals(two, SmallRun.bits(saving(config()).epochs(2).resume(true).build().fit()));
    assertEquals(undisturbed(), SmallRun.bits(saving(config()).resume(true).build().fit()));
    assertRefused(
        ".* the newest is of step 24, but the run is to end after step 12; .*",
        saving(config()).resume(true).epochs(2));
  }

  static Stream<Arguments> otherRuns() {
    return Stream.of(
        other(t -> t.batchSize(8), "batch size 16 there, 8 here"),
        other(t -> t.seed(12), "seed 11 there, 12 here"),
        other(
            t -> t.optimizer(Adam.options().lr(0.02)), "the optimizer's lr 0.01 there, 0.02 here"),
        other(t -> t.optimizer(SGD.options().lr(0.01)), "optimizer Adam there, SGD here"),
        other(t -> t.model(new Sequential(new Flatten(), new Linear(64, 10))), "model: "),
        other(t -> t.schedule(StepLR.options(2)), "schedule is another"),
        other(t -> t.shuffle(false), "shuffle true there, false here"),
        other(t -> t.clipGradientNorm(2), "greatest norm of the gradient none there, 2.0 here"),
        other(
            t -> t.allReduce(AllReduce.resident().withLocalSteps(3)),
            "local steps 1 there, 3 here"));
  }

  private static Arguments other(UnaryOperator<DistributedTrainer.Builder> change, String reason) {
    return Arguments.of(change, reason);
  }

  @ParameterizedTest
  @MethodSource("otherRuns")
  void anotherRunIsRefusedWithTheReason(
      UnaryOperator<DistributedTrainer.Builder> change, String reason) {
    saving(config()).maxSteps(3).build().fit();
    String message =
        assertThrows(
                CheckpointException.class,
                () -> change.apply(saving(config()).resume(true)).build().fit())
            .getMessage();
    assertTrue(message.contains(" is of another run: ") && message.contains(reason), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void anotherOrderOfTheSamplesIsRefused() {
    saving(config()).maxSteps(3).build().fit();
    JavaRDD<SampleBlock> data = SmallRun.data(spark, 2);
    JavaRDD<SampleBlock> swapped =
        data.map(
            block -> {
              var other = ByteSampleBlock.builder(block.shape()).firstIndex(block.firstIndex());
              for (int row = 0; row < block.size(); row++) {
                int from = row < 2 ? 1 - row : row;
                other.add(((ByteSampleBlock) block).pixels(from), block.label(from));
              }
              return other.build();
            });
    assertRefused(
        ".* is of another run: the training data hold other samples, or in another order; .*",
        SmallRun.trainer(trouble, swapped, AllReduce.tree()).checkpoint(config()).resume(true));
  }

  @Test
  void anotherPartitioningGoesOnButForRounding() {
    saving(config()).maxSteps(8).build().fit();
    TrainingResult resumed =
        SmallRun.trainer(trouble, SmallRun.data(spark, 3), AllReduce.tree())
            .checkpoint(config())
            .resume(true)
            .build()
            .fit();
    TrainingResult straight = trainer().build().fit();
    double[] firstEight = Arrays.copyOf(straight.stepLosses(), 8);
    assertArrayEquals(firstEight, Arrays.copyOf(resumed.stepLosses(), 8));
    // Batch norm and dropout see other shares; the samples are the same.
    assertEquals(straight.steps(), resumed.steps());
    assertEquals(straight.samples(), resumed.samples());
    assertNotEquals(SmallRun.bits(straight), SmallRun.bits(resumed));
  }

  @Test
  void localStepsAreNotGoneOnWithByOthers() {
    AllReduce local = AllReduce.resident().withLocalSteps(3);
    saving(config()).allReduce(local).maxSteps(SmallRun.STEPS_PER_EPOCH).build().fit();
    assertRefused(
        ".* is of another run: local steps 3 there, 1 here; .*", saving(config()).resume(true));
    assertRefused(
        ".* is of another run: with local steps each partition trains by itself, and there are 2"
            + " there, 1 here; .*",
        SmallRun.trainer(trouble, SmallRun.data(spark, 1), local)
            .checkpoint(config())
            .resume(true));
    TrainingResult resumed = saving(config()).allReduce(local).resume(true).build().fit();
    TrainingResult straight =
        saving(CheckpointConfig.in(root.resolve("straight").toString()))
            .allReduce(local)
            .resume(true)
            .build()
            .fit();
    assertEquals(STEPS, resumed.steps());
    assertEquals(SmallRun.bits(straight), SmallRun.bits(resumed));
  }

  @Test
  void strategyAndCompressionMayChange() {
    saving(config()).allReduce(AllReduce.sharded()).maxSteps(8).build().fit();
    assertEquals(undisturbed(), SmallRun.bits(saving(config()).resume(true).build().fit()));
    folder = root.resolve("compressed");
    AllReduce half = AllReduce.tree().withWireFormat(WireFormat.BFLOAT16);
    saving(config()).maxSteps(8).build().fit();
    TrainingResult resumed = saving(config()).allReduce(half).resume(true).build().fit();
    double[] straight = trainer().build().fit().stepLosses();
    assertArrayEquals(Arrays.copyOf(straight, 8), Arrays.copyOf(resumed.stepLosses(), 8));
    assertNotEquals(straight[STEPS - 1], resumed.stepLosses()[STEPS - 1]);
    assertEquals(straight[STEPS - 1], resumed.stepLosses()[STEPS - 1], 0.1);
  }

  @Test
  void usedFolderIsRefusedWithoutResume() {
    saving(config()).maxSteps(3).build().fit();
    assertRefused(
        ".* holds those of an earlier run, up to step 3; resume it, .*", saving(config()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated", "empty", "bit", "garbage", "longer"})
  void damagedCheckpointIsPassedOverForTheOneBefore(String damage) throws Exception {
    saving(config().everySteps(5)).maxSteps(15).build().fit();
    damage(file(15), damage);
    long[] first = {-1};
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStart(TrainingStart start) {
            first[0] = start.firstStep();
          }
        };
    TrainingResult resumed =
        saving(config().everySteps(5)).resume(true).listener(listener).build().fit();
    assertEquals(12, first[0]);
    assertEquals(undisturbed(), SmallRun.bits(resumed));
  }

  @Test
  void nothingButDamagedCheckpointsIsRefused() throws Exception {
    saving(config().keep(2)).maxSteps(8).build().fit();
    damage(file(6), "truncated");
    damage(file(8), "bit");
    assertRefused(
        "checkpoints: none in .* can be used: checkpoint-0*8.* checkpoint-0*6.*; give another"
            + " folder to start anew",
        saving(config()).resume(true));
  }

  private static void damage(Path file, String how) throws IOException {
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      switch (how) {
        case "truncated" -> bytes.setLength(bytes.length() / 2);
        case "empty" -> bytes.setLength(0);
        case "longer" -> bytes.setLength(bytes.length() + 1);
        case "garbage" -> bytes.write(new byte[64]);
        default -> {
          bytes.seek(bytes.length() - 100);
          int value = bytes.read();
          bytes.seek(bytes.length() - 100);
          bytes.write(value ^ 4);
        }
      }
    }
  }

  @Test
  void fileFromAHalfWrittenCheckpointIsClearedAway() throws Exception {
    Files.createDirectories(folder);
    Files.write(folder.resolve("_writing-of-a-killed-run"), new byte[100]);
    saving(config()).maxSteps(3).build().fit();
    assertEquals(List.of(file(3).getFileName().toString()), files());
  }

  @Test
  void folderThatCannotBeUsedIsToldBeforeTraining() throws Exception {
    Files.writeString(folder, "a file");
    assertRefused("checkpoints: .* is a file, wanted a folder.*", saving(config()));
    folder = folder.resolve("below");
    assertRefused("checkpoints: .* cannot be written to: .*", saving(config()));
  }

  @Test
  void fullDiskLeavesTheOldCheckpointWholeAndTrainingGoesOn() throws Exception {
    TrainingResult result = withFullDiskFrom(10, config().keep(1));
    assertEquals(undisturbed(), SmallRun.bits(result));
    String failure = result.checkpointFailure().orElseThrow();
    assertTrue(
        failure.matches("checkpoints: .*000024.* cannot be written: No space left on device"),
        failure);
    assertEquals(List.of(file(6).getFileName().toString()), files());
    TrainingResult resumed = saving(config()).resume(true).build().fit();
    assertEquals(undisturbed(), SmallRun.bits(resumed));
    assertTrue(resumed.checkpointFailure().isEmpty());
  }

  @Test
  void fullDiskStopsTrainingWhereThatIsWanted() throws Exception {
    CheckpointConfig config = config().onFailure(OnFailure.STOP);
    var e = assertThrows(TrainingFailedException.class, () -> withFullDiskFrom(10, config));
    assertTrue(
        e.getMessage()
            .matches(
                "training failed .*: checkpoints: .*000012.* cannot be written: No space left on"
                    + " device"),
        e.getMessage());
    TrainingResult twoEpochs = trainer().epochs(2).build().fit();
    assertEquals(SmallRun.modelBits(twoEpochs.module()), SmallRun.modelBits(e.lastGood()));
    assertEquals(List.of(file(6).getFileName().toString()), files());
  }

  private TrainingResult withFullDiskFrom(int step, CheckpointConfig config) {
    FullDiskFileSystem.register(spark.hadoopConfiguration());
    TrainingListener filling =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            FullDiskFileSystem.full(report.step() >= step);
          }
        };
    CheckpointConfig there =
        new CheckpointConfig(
            "fulldisk://" + config.folder(),
            config.everySteps(),
            config.everyEpochs(),
            config.keep(),
            config.onFailure());
    try {
      return saving(there).listener(filling).build().fit();
    } finally {
      FullDiskFileSystem.full(false);
    }
  }

  @Test
  void stepThatKeepsFailingEndsTheRunAndSavesItAsItIs() throws Exception {
    TrainingListener asking =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            if (report.step() == 7) {
              Trouble.ask(trouble, Trouble.Kind.THROW_ALWAYS);
            }
          }
        };
    var e =
        assertThrows(
            TrainingFailedException.class, () -> saving(config()).listener(asking).build().fit());
    assertTrue(
        e.getMessage()
            .matches(
                "training failed in step 9 \\(epoch 2\\): java.lang.IllegalStateException: a fault"
                    + " that stays \\(executor driver on \\S+; tried once, spark.task.maxFailures"
                    + " sets how often\\)"),
        e.getMessage());
    assertEquals(9, e.step());
    assertEquals(2, e.epoch());
    Files.delete(trouble.resolve(Trouble.Kind.THROW_ALWAYS.name()));
    TrainingResult eight = trainer().maxSteps(8).build().fit();
    assertEquals(SmallRun.modelBits(eight.module()), SmallRun.modelBits(e.lastGood()));
    assertTrue(Files.exists(file(8)));
    assertEquals(undisturbed(), SmallRun.bits(saving(config()).resume(true).build().fit()));
  }

  @Test
  void resumeNeedsAFolder() {
    var e = assertThrows(IllegalArgumentException.class, () -> trainer().resume(true).build());
    assertTrue(e.getMessage().contains("checkpoint(...)"), e.getMessage());
  }

  private static void assertRefused(String message, DistributedTrainer.Builder trainer) {
    String said = assertThrows(CheckpointException.class, () -> trainer.build().fit()).getMessage();
    assertTrue(said.matches(message), said);
  }
}
