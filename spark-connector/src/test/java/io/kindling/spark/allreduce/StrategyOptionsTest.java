package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import io.kindling.optim.Adam;
import io.kindling.optim.SGD;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.wire.WireFormat;
import io.kindling.spark.worker.ProgramException;
import io.kindling.tensor.Tensor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** What can be chosen beside a strategy: compression, accumulation, local steps, and auto. */
final class StrategyOptionsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 4);
  private static final List<AllReduce> ALL =
      List.of(AllReduce.tree(), AllReduce.resident(), AllReduce.sharded());

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());

  private DistributedTrainer.Builder trainer(AllReduce strategy, int workers) {
    return DistributedTrainer.builder()
        .model(model())
        .optimizer(SGD.options().lr(0.1).momentum(0.9))
        .trainingData(data(workers))
        .allReduce(strategy)
        .batchSize(16)
        .epochs(4)
        .seed(1);
  }

  private static Module model() {
    return FormulaData.initialize(
        new Sequential(new Flatten(), new Linear(48, 16), new ReLU(), new Linear(16, 10)), 0.2);
  }

  private JavaRDD<SampleBlock> data(int partitions) {
    return FormulaData.spread(spark, SHAPE, 70, partitions);
  }

  private static float[] values(TrainingResult result) {
    return FlatParameters.of(result.module()).values();
  }

  @Test
  void compressedGradientsConvergeUnderEveryStrategy() {
    double[] exact = trainer(AllReduce.tree(), 2).build().fit().stepLosses();
    for (AllReduce strategy : ALL) {
      for (WireFormat format : List.of(WireFormat.BFLOAT16, WireFormat.FLOAT16)) {
        double[] losses = trainer(strategy.withWireFormat(format), 2).build().fit().stepLosses();
        assertArrayEquals(exact, losses, 0.03, strategy.name() + " " + format);
        assertFalse(Arrays.equals(exact, losses));
      }
    }
  }

  @Test
  void accumulationIsTheSameUpdateAndTheSameBitsUnderEveryStrategy() {
    float[] whole = values(trainer(AllReduce.tree(), 2).build().fit());
    float[] first = null;
    for (AllReduce strategy : ALL) {
      float[] inPasses = values(trainer(strategy, 2).accumulate(3).build().fit());
      assertArrayEquals(whole, inPasses, 1e-4f);
      assertFalse(Arrays.equals(whole, inPasses), "three passes round otherwise than one");
      first = first == null ? inPasses : first;
      assertArrayEquals(first, inPasses);
    }
  }

  @Test
  void aStepOfAClippedGradientIsAsLongAsItsNormAllows() {
    float[] before = FlatParameters.of(model()).values();
    float[] after = null;
    for (AllReduce strategy : ALL) {
      DistributedTrainer.Builder one =
          trainer(strategy, 2).optimizer(SGD.options().lr(0.1)).maxSteps(1);
      float[] free = values(one.build().fit());
      assertArrayEquals(free, values(one.clipGradientNorm(1e6).build().fit()));
      float[] clipped = values(one.clipGradientNorm(0.05).build().fit());
      assertTrue(distance(before, free) > 0.01);
      assertEquals(0.1 * 0.05, distance(before, clipped), 1e-6);
      after = after == null ? clipped : after;
      assertArrayEquals(after, clipped, strategy.name());
    }
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> trainer(ALL.get(0), 2).clipGradientNorm(0));
    assertEquals(
        "DistributedTrainer: the greatest norm of a gradient must be positive, got 0.0",
        e.getMessage());
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  @Test
  void localSgdOfOneWorkerIsSgd() {
    AllReduce local = AllReduce.resident().withLocalSteps(4);
    assertArrayEquals(
        values(trainer(AllReduce.resident(), 1).build().fit()),
        values(trainer(local, 1).build().fit()));
    assertArrayEquals(
        values(trainer(AllReduce.resident(), 1).clipGradientNorm(0.1).build().fit()),
        values(trainer(local, 1).clipGradientNorm(0.1).build().fit()));
  }

  /** The mean of p - lr g_i / n_i, weighted by n_i, is p - lr (sum of g_i) / (sum of n_i). */
  @Test
  void theAverageAfterOneLocalStepIsTheSynchronousStep() {
    float[] synchronous = values(trainer(AllReduce.resident(), 2).maxSteps(1).build().fit());
    float[] local =
        values(trainer(AllReduce.resident().withLocalSteps(3), 2).maxSteps(1).build().fit());
    assertArrayEquals(synchronous, local, 1e-6f);
  }

  /** Workers that update by themselves have no gradients to sum while backward goes on. */
  @Test
  void bucketsChangeNoBitOfLocalSgd() {
    float[] whole = values(trainer(local(Integer.MAX_VALUE), 2).build().fit());
    assertArrayEquals(whole, values(trainer(local(1), 2).build().fit()));
  }

  private static ResidentAllReduce local(int bucketElements) {
    GangOptions gang = GangOptions.defaults().withBucketElements(bucketElements);
    return new ResidentAllReduce(gang, 1).withLocalSteps(3);
  }

  @Test
  void localSgdConvergesAndRepeatsToTheBit() {
    ResidentAllReduce local = AllReduce.resident().withLocalSteps(3);
    TrainingResult first = trainer(local, 2).optimizer(Adam.options().lr(0.02)).build().fit();
    TrainingResult again = trainer(local, 2).optimizer(Adam.options().lr(0.02)).build().fit();
    assertArrayEquals(values(first), values(again));
    double[] losses = first.stepLosses();
    assertEquals(20, losses.length);
    assertTrue(losses[19] < 0.9 * losses[0], Arrays.toString(losses));
  }

  @Test
  void localSgdBearsWorkersWithoutSamples() {
    ResidentAllReduce local = AllReduce.resident().withLocalSteps(2);
    TrainingResult result =
        trainer(local, 2).trainingData(FormulaData.spread(spark, SHAPE, 1, 2)).build().fit();
    double[] losses = result.stepLosses();
    assertTrue(losses[losses.length - 1] < losses[0], Arrays.toString(losses));
  }

  @Test
  void localStepsBelowOneAndCompressedParametersAreRefused() {
    var steps =
        assertThrows(IllegalArgumentException.class, () -> AllReduce.resident().withLocalSteps(0));
    assertEquals(
        "ResidentAllReduce: the number of local steps must be at least 1, got 0",
        steps.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> AllReduce.resident().withWireFormat(WireFormat.FLOAT16).withLocalSteps(2));
  }

  /** Ends every range as soon as it may. */
  private record ShortRanges(boolean sharded) implements AllReduce {
    @Override
    public String name() {
      return "short";
    }

    @Override
    public AllReduce withWireFormat(WireFormat format) {
      throw new UnsupportedOperationException();
    }

    @Override
    public TrainingSession open(TrainingJob job) {
      GangMode mode = new GangMode(sharded, 1, Duration.ZERO);
      return new GangSession(job, "short", GangOptions.defaults(), 1, mode);
    }
  }

  @Test
  void whereARangeOfStepsEndsChangesNoBit() {
    float[] tree = values(trainer(AllReduce.tree(), 2).build().fit());
    for (boolean sharded : new boolean[] {false, true}) {
      TrainingResult result = trainer(new ShortRanges(sharded), 2).build().fit();
      assertEquals(20, result.steps());
      assertArrayEquals(tree, values(result));
    }
  }

  @Test
  void autoIsResidentWhereEveryWorkerHasASlot() {
    assertInstanceOf(ResidentAllReduce.class, AllReduce.auto().choice(spark.sc(), 2));
    assertInstanceOf(TreeAllReduce.class, AllReduce.auto().choice(spark.sc(), 3));
    float[] tree = values(trainer(AllReduce.tree(), 3).build().fit());
    assertArrayEquals(tree, values(trainer(AllReduce.auto(), 3).build().fit()));
  }

  /** A model that works on the driver only. */
  private static final class Broken extends Module {
    private static final long serialVersionUID = 1L;

    private final Linear layer = register("layer", new Linear(48, 10));

    @Override
    public Tensor forward(Tensor input) {
      if (TaskContext.get() != null) {
        throw new IllegalStateException("this model is broken");
      }
      return layer.call(input.flatten(1, -1));
    }
  }

  @Test
  void aGangThatFailsOnceMoreForTheSameReasonSaysWhyInOneLine() {
    var e =
        assertThrows(
            TrainingFailedException.class,
            () ->
                trainer(AllReduce.resident().withMaxAttempts(9), 2)
                    .model(new Broken())
                    .build()
                    .fit());
    assertTrue(
        e.getMessage()
            .matches(
                "training failed in step 1 \\(epoch 1\\): worker [01]:"
                    + " java.lang.IllegalStateException: this model is broken \\(tried 2 times\\)"),
        e.getMessage());
    assertInstanceOf(ProgramException.class, e.getCause());
    String stack = Arrays.toString(e.getCause().getStackTrace());
    assertTrue(stack.contains(Broken.class.getName() + ".forward"), stack);
  }
}
