package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.ImageShape;
import io.kindling.data.transforms.Transforms;
import io.kindling.spark.allreduce.ResidentAllReduce;
import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.checkpoint.CheckpointConfig;
import io.kindling.spark.checkpoint.CheckpointException;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.SparkJvm;
import io.kindling.spark.testing.SyncedBatchNorm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Batch norm over all workers. That a lost worker changes no bit is in FaultToleranceTest. */
final class SyncBatchNormTest {
  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());

  @TempDir Path folder;

  /** What one line of {@link SyncedBatchNorm} says. */
  private record Line(String bits, double[] losses, double[] parameters, double[] buffers) {
    static Line parse(String[] fields) {
      return new Line(fields[1], numbers(fields[2]), numbers(fields[3]), numbers(fields[4]));
    }

    private static double[] numbers(String text) {
      return Arrays.stream(text.split(",")).mapToDouble(Double::parseDouble).toArray();
    }

    void assertNear(Line other, String name) {
      assertArrayEquals(losses, other.losses, 2e-4, name + ": losses");
      assertArrayEquals(parameters, other.parameters, 2e-4, name + ": parameters");
      assertArrayEquals(buffers, other.buffers, 2e-4, name + ": running statistics");
    }
  }

  /**
   * For a number of workers the same bits by every strategy; for other numbers the same but for
   * rounding, and the same as plain batch norm of one worker.
   */
  @Test
  void oneTwoAndFourWorkersNormalizeTheSameBatch() throws Exception {
    SparkJvm.Result result = SparkJvm.run(SyncedBatchNorm.class);
    assertEquals(0, result.exitCode(), result.err());
    Map<String, Line> lines = new LinkedHashMap<>();
    for (String line : result.out().strip().split("\\R")) {
      String[] fields = line.split("\\|");
      lines.put(fields[0], Line.parse(fields));
    }
    assertEquals(11, lines.size(), result.out());
    Line plain = lines.get("plain 1");
    assertEquals(plain.bits, lines.get("resident 1").bits, "one worker has all of the batch");
    for (int workers : new int[] {1, 2, 4}) {
      Line resident = lines.get("resident " + workers);
      plain.assertNear(resident, workers + " workers");
      assertEquals(resident.bits, lines.get("sharded " + workers).bits, "sharded " + workers);
      assertEquals(resident.bits, lines.get("auto " + workers).bits, "auto " + workers);
    }
    // Without it four workers train another network.
    double difference = 0;
    for (int i = 0; i < plain.losses.length; i++) {
      difference = Math.max(difference, Math.abs(plain.losses[i] - lines.get("local 4").losses[i]));
    }
    assertTrue(difference > 0.01, "differs by " + difference);
  }

  @Test
  void goesOnFromACheckpointBitForBit() {
    String whole = SmallRun.bits(run("resident").build().fit());
    CheckpointConfig config = CheckpointConfig.in(folder.resolve("checkpoints").toString());
    run("sharded").checkpoint(config).maxSteps(5).build().fit();
    assertEquals(
        whole, SmallRun.bits(run("resident").checkpoint(config).resume(true).build().fit()));
    var other =
        assertThrows(
            CheckpointException.class,
            () ->
                run("resident").syncBatchNorm(false).checkpoint(config).resume(true).build().fit());
    assertTrue(other.getMessage().contains("syncBatchNorm true there"), other::getMessage);
  }

  private DistributedTrainer.Builder run(String strategy) {
    return SmallRun.trainer(
            folder.resolve("trouble"), SmallRun.data(spark, 2), SmallRun.strategy(strategy))
        .syncBatchNorm(true)
        .epochs(2);
  }

  /** Mixed samples and a share without any. */
  @Test
  void takesPartWithoutSamples() {
    TrainingResult result =
        SyncedBatchNorm.trainer(spark, 2, "resident")
            .mix(Transforms.parseBatch("mixUp(0.3)"))
            .batchSize(2)
            .epochs(1)
            .build()
            .fit();
    assertEquals(20, result.steps());
    assertTrue(Double.isFinite(result.lastEpoch().training().loss()));
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedInWords() {
    refused(
        "use all-reduce resident, sharded or auto, or one partition",
        () -> SyncedBatchNorm.trainer(spark, 2, "tree").build().fit());
    refused(
        "use one local step",
        () ->
            run("resident").allReduce(new ResidentAllReduce(GangOptions.defaults(), 1, 2)).build());
    refused("passes of 4 samples", () -> run("resident").accumulate(2).build());
    refused("passes of 3 samples", () -> run("resident").microBatchSize(3).build());
    var empty = FormulaData.spread(spark, new ImageShape(3, 4, 4), 3, 4);
    refused(
        "1 of 4 have none; use fewer partitions",
        () ->
            SyncedBatchNorm.trainer(spark, 2, "resident")
                .trainingData(empty)
                .dropLast(false)
                .build()
                .fit());
    refused(
        "a batch of one sample",
        () -> SyncedBatchNorm.trainer(spark, 2, "resident").batchSize(1).build().fit());
  }

  private static void refused(String words, Executable call) {
    var e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(e.getMessage().contains(words), e::getMessage);
  }
}
