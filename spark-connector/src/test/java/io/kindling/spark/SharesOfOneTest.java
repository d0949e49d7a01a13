package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataLoader;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.nn.BatchNorm1d;
import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.optim.SGD;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.ml.KindlingClassifier;
import io.kindling.spark.testing.FormulaData;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.worker.TrainingProgram.BatchLimits;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.RDDInfo;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batch norm cannot train on a single sample: none is dealt one, and a batch of one is refused. */
final class SharesOfOneTest {
  private static final ImageShape SHAPE = new ImageShape(1, 2, 3);
  private static final List<String> STRATEGIES = List.of("tree", "resident", "sharded");

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());

  private static Module withBatchNorm() {
    Module model =
        new Sequential(new Flatten(), new Linear(6, 8), new BatchNorm1d(8), new Linear(8, 10));
    return FormulaData.initialize(model, 0.3);
  }

  private DistributedTrainer.Builder trainer(int samples, int batch, int workers) {
    return trainer(FormulaData.spread(spark, SHAPE, samples, workers), batch);
  }

  private static DistributedTrainer.Builder trainer(JavaRDD<SampleBlock> data, int batch) {
    return DistributedTrainer.builder()
        .model(withBatchNorm())
        .optimizer(SGD.options().lr(0.05).momentum(0.9))
        .trainingData(data)
        .evaluationData(data)
        .batchSize(batch)
        .epochs(3)
        .seed(4);
  }

  /** Whatever is dealt, each epoch has every sample in the batches of one machine. */
  @ParameterizedTest
  @CsvSource({
    "65, 62, 2, true",
    "65, 62, 2, false",
    "64, 62, 2, true",
    "3, 2, 1, true",
    "11, 3, 2, true",
    "11, 3, 2, false",
    "7, 5, 2, true",
    "40, 4, 2, true",
    "63, 2, 2, false"
  })
  void everyBatchIsTrainedOnUnderEveryStrategy(int n, int batch, int workers, boolean shuffle) {
    boolean dropLast = n % batch == 1;
    String bits = null;
    for (String strategy : STRATEGIES) {
      TrainingResult result =
          trainer(n, batch, workers)
              .shuffle(shuffle)
              .dropLast(dropLast)
              .allReduce(SmallRun.strategy(strategy))
              .build()
              .fit();
      assertEquals(3L * (dropLast ? n - 1 : n), result.samples());
      String found = SmallRun.bits(result);
      assertEquals(bits == null ? found : bits, found, strategy);
      bits = found;
    }
    DataLoader loader =
        DataLoader.of(FormulaData.block(SHAPE, 0, n), batch).shuffle(4).dropLast(dropLast);
    assertEquals(3 * loader.steps(), trainer(n, batch, 2).dropLast(dropLast).build().fit().steps());
  }

  /** Without batch norm the model sees the same batches whoever has which sample. */
  @Test
  void dealingAnewChangesNoBatch() {
    Module model = FormulaData.initialize(new Sequential(new Flatten(), new Linear(6, 10)), 0.3);
    double[] whole = trainer(65, 62, 1).model(model).build().fit().stepLosses();
    double[] parts = trainer(65, 62, 2).model(model).build().fit().stepLosses();
    for (int step = 0; step < whole.length; step++) {
      assertEquals(whole[step], parts[step], 1e-6);
    }
    assertEquals(6, whole.length);
  }

  @Test
  void aSingleRowOverManyPositionsIsNoSingleValue() {
    Module model =
        new Sequential(new Conv2d(1, 4, 1), new BatchNorm2d(4), new Flatten(), new Linear(24, 10));
    TrainingResult result = trainer(63, 62, 2).model(model).build().fit();
    assertEquals(3 * 63, result.samples());
  }

  private static void assertRefused(String text, DistributedTrainer.Builder trainer) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> trainer.build().fit()).getMessage();
    assertTrue(message.startsWith("the model cannot train on a batch of one sample ("), message);
    assertTrue(message.endsWith(text), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void aBatchOfOneIsRefusedBeforeTraining() {
    assertRefused(
        "but the last of the batches of 62 that 63 samples make is a single sample; leave it out"
            + " with dropLast, or use another batch size",
        trainer(63, 62, 2));
    assertRefused("but the batch size is 1; use a batch size of 2 or more", trainer(10, 1, 2));
    assertRefused("but there is one sample; give more samples", trainer(1, 8, 1));
    assertEquals(3, trainer(63, 62, 2).dropLast(true).build().fit().steps());
    assertEquals(1, trainer(63, 62, 2).maxSteps(1).build().fit().steps());
  }

  @Test
  void passesOverAShareHaveTwoSamplesAtLeast() {
    for (int size = 1; size <= 5; size++) {
      for (int share = 2; share <= 17; share++) {
        BatchLimits limits = new BatchLimits(size, 8).withLeast(2);
        for (int from = 0, to; from < share; from = to) {
          to = limits.passEnd(from, share);
          assertNotEquals(1, to - from, size + " of " + share);
          assertTrue(to - from <= Math.max(3, size) && to <= share);
        }
        assertEquals(Math.min(size, share), new BatchLimits(size, 8).passEnd(0, share));
      }
    }
    assertEquals(3 * 65, trainer(65, 62, 2).microBatchSize(3).build().fit().samples());
    assertEquals(3 * 65, trainer(65, 62, 2).microBatchSize(1).build().fit().samples());
  }

  /** Names of the sample blocks, from one RDD on, that take storage memory or disk. */
  private Set<String> held(int from) {
    return Stream.of(spark.sc().getRDDStorageInfo())
        .filter(rdd -> rdd.id() >= from && rdd.memSize() + rdd.diskSize() > 0)
        .map(RDDInfo::name)
        .filter(name -> name.startsWith("Kindling samples"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void anEstimatorDealsAndDropsToo() {
    Dataset<Row> rows =
        SharedSpark.get()
            .range(0, 67, 1, 3) // cut at 33, where 65 would be cut well at 32
            .selectExpr("array(sin(id), cos(id), id % 7) as features", "int(id % 3) as label");
    KindlingClassifier classifier =
        new KindlingClassifier()
            .setModule(new Sequential(new Linear(3, 8), new BatchNorm1d(8), new Linear(8, 3)))
            .setBatchSize(62)
            .setEpochs(2)
            .setNumWorkers(2);
    assertEquals(4, classifier.fit(rows).summary().steps());
    assertEquals(2, classifier.setDropLast(true).fit(rows).summary().steps());
    SampleSpec spec = SampleSpec.classes(3).shape(ImageShape.vector(3));
    Set<String> inTraining = new TreeSet<>();
    int[] first = new int[1];
    TrainingListener noteHeld =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            inTraining.addAll(held(first[0]));
          }
        };
    try (var samples = DistributedSamples.fromRows(rows, spec, 2)) {
      first[0] = samples.blocks().id();
      Module model = new Sequential(new Linear(3, 8), new BatchNorm1d(8), new Linear(8, 3));
      var built =
          DistributedTrainer.builder()
              .model(model)
              .trainingData(samples)
              .batchSize(62)
              .allReduce(AllReduce.tree())
              .listener(noteHeld)
              .build();
      assertEquals(Set.of("Kindling samples"), held(first[0]));
      assertEquals(67, built.fit().samples());
      assertEquals(Set.of("Kindling samples, divided anew"), inTraining);
      assertEquals(67, built.fit().samples());
      // Those that were given are what they were.
      assertEquals(2, samples.blocks().count());
      assertEquals(Set.of("Kindling samples"), held(first[0]));
      assertEquals(StorageLevel.MEMORY_AND_DISK(), samples.blocks().getStorageLevel());
      assertTrue(
          spark.getPersistentRDDs().values().stream()
              .noneMatch(rdd -> "Kindling samples, divided anew".equals(rdd.name())));
    }
  }
}
