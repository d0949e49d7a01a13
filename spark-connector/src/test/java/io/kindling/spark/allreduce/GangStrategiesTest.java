package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.optim.LAMB;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingDivergedException;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.testing.HeldBlocks;
import io.kindling.spark.testing.SecureCluster;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SparkJvm;
import io.kindling.spark.testing.StrategyMatrix;
import io.kindling.spark.wire.WireFormat;
import io.kindling.spark.worker.ReplicaPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The resident and sharded strategies, with two workers in this JVM. */
final class GangStrategiesTest {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 4);
  private static final List<AllReduce> GANGS = List.of(AllReduce.resident(), AllReduce.sharded());

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());

  private DistributedTrainer.Builder trainer(AllReduce strategy) {
    Module model =
        new Sequential(new Flatten(), new Linear(48, 16), new ReLU(), new Linear(16, 10));
    return DistributedTrainer.builder()
        .model(FormulaData.initialize(model, 0.2))
        .optimizer(SGD.options().lr(0.1).momentum(0.9))
        .trainingData(data(2))
        .allReduce(strategy)
        .batchSize(16)
        .epochs(2)
        .seed(1);
  }

  private JavaRDD<SampleBlock> data(int partitions) {
    return FormulaData.spread(spark, SHAPE, 70, partitions);
  }

  private static float[] values(Module module) {
    return FlatParameters.of(module).values();
  }

  @Test
  void bitsAreThoseOfTreeForAnyNumberOfWorkers() throws Exception {
    assertAllSame(12);
  }

  @Test
  @Tag("long")
  void bitsAreThoseOfTreeWithEveryOption() throws Exception {
    assertAllSame(36, "all");
  }

  private static void assertAllSame(int cases, String... args) throws Exception {
    SparkJvm.Result result = SparkJvm.run(StrategyMatrix.class, args);
    assertEquals(0, result.exitCode(), result.err());
    List<String> lines = result.out().lines().toList();
    assertEquals(cases, lines.size(), result.out());
    lines.forEach(line -> assertTrue(line.endsWith(" workers: same"), result.out()));
  }

  @Test
  void bitsAreThoseOfTreeWithAuthenticationAndEncryption() throws Exception {
    assertEachSays("same", SecureCluster.undisturbed());
  }

  @Test
  @Tag("long")
  void aKilledExecutorChangesNoBitWithAuthenticationAndEncryption() throws Exception {
    assertEachSays("same, the executor is gone", SparkJvm.run(SecureCluster.class, "kill"));
  }

  private static void assertEachSays(String outcome, SparkJvm.Result result) {
    assertEquals(0, result.exitCode(), result.err());
    String expected =
        GANGS.stream().map(g -> g.name() + ": " + outcome).collect(Collectors.joining("\n"));
    String said = result.out().lines().skip(1).collect(Collectors.joining("\n"));
    assertEquals(expected, said, result.err());
  }

  @Test
  void stepsAreReportedInOrderAndEachOnce() {
    for (AllReduce gang : GANGS) {
      List<Long> steps = new ArrayList<>();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void onStep(StepReport step) {
              steps.add(step.step());
              assertTrue(step.seconds() > 0 && step.computeSeconds() > 0);
            }
          };
      trainer(gang).listener(listener).build().fit();
      assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), steps);
    }
  }

  @Test
  void tooFewSlotsAreSaidAtOnce() {
    for (AllReduce gang : GANGS) {
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> trainer(gang).trainingData(data(3)).build().fit());
      assertEquals(
          "all-reduce "
              + gang.name()
              + " needs a task slot for each of the 3 partitions at once, but the cluster has 2;"
              + " use 2 partitions or fewer, more executors, or all-reduce tree",
          e.getMessage());
    }
  }

  @Test
  void aListenersExceptionEndsTheRunAndItsTasks() throws InterruptedException {
    for (AllReduce gang : GANGS) {
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void onStep(StepReport step) {
              throw new UnsupportedOperationException("enough");
            }

            @Override
            public boolean endsRun() {
              return true;
            }
          };
      assertThrows(
          UnsupportedOperationException.class,
          () -> trainer(gang).epochs(1000).listener(listener).build().fit());
      for (int i = 0; i < 600 && running() > 0; i++) {
        Thread.sleep(100);
      }
      assertEquals(0, running());
    }
  }

  private int running() {
    return spark.statusTracker().getActiveStageIds().length;
  }

  @Test
  void divergenceIsThatOfTree() {
    for (AllReduce gang : GANGS) {
      TrainingDivergedException tree = diverged(AllReduce.tree());
      TrainingDivergedException here = diverged(gang);
      assertEquals(tree.getMessage(), here.getMessage());
      assertArrayEquals(values(tree.lastGood()), values(here.lastGood()));
    }
  }

  private TrainingDivergedException diverged(AllReduce strategy) {
    Module model = new Sequential(new Flatten(), new Linear(48, 16), new Linear(16, 10));
    return assertThrows(
        TrainingDivergedException.class,
        () ->
            trainer(strategy)
                .model(FormulaData.initialize(model, 0.2))
                .optimizer(SGD.options().lr(1e30))
                .epochs(30)
                .build()
                .fit());
  }

  @Test
  void compressedGradientsTrainNearlyTheSame() {
    TrainingResult exact = trainer(AllReduce.resident()).build().fit();
    for (WireFormat format : List.of(WireFormat.BFLOAT16, WireFormat.FLOAT16)) {
      TrainingResult resident = trainer(AllReduce.resident().withWireFormat(format)).build().fit();
      TrainingResult sharded = trainer(AllReduce.sharded().withWireFormat(format)).build().fit();
      assertArrayEquals(exact.stepLosses(), resident.stepLosses(), 0.02);
      assertArrayEquals(exact.stepLosses(), sharded.stepLosses(), 0.02);
      assertTrue(!Arrays.equals(values(exact.module()), values(resident.module())));
    }
  }

  @Test
  void optimizersThatNeedWholeParametersAreRefusedWhenSharded() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer(AllReduce.sharded()).optimizer(LAMB.options()).build().fit());
    assertTrue(e.getMessage().startsWith("all-reduce sharded: the optimizer uses norms of whole"));
    TrainingResult resident = trainer(AllReduce.resident()).optimizer(LAMB.options()).build().fit();
    TrainingResult tree = trainer(AllReduce.tree()).optimizer(LAMB.options()).build().fit();
    assertArrayEquals(values(tree.module()), values(resident.module()));
  }

  @Test
  void nothingIsLeftBehind() throws InterruptedException {
    HeldBlocks before = HeldBlocks.now();
    Set<Thread> threads = gangThreads();
    JavaRDD<SampleBlock> data = data(2);
    for (AllReduce gang : GANGS) {
      trainer(gang).trainingData(data).epochs(2).build().fit();
    }
    assertEquals(0, ReplicaPool.count());
    data.unpersist();
    before.awaitNothingNewer();
    Set<Thread> left = gangThreads();
    left.removeAll(threads);
    for (Thread thread : left) {
      thread.join(30_000);
      assertFalse(thread.isAlive(), thread + " stays after training");
    }
  }

  private static Set<Thread> gangThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("kindling"))
        .collect(Collectors.toSet());
  }
}
