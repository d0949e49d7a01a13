package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.FlatParameters;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.random.Generator;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.testing.HeldBlocks;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fit} does with the data, and what it leaves behind. */
final class FitTest {
  private static float[] values(KindlingClassificationModel model) {
    return FlatParameters.of(model.network()).values();
  }

  /** 300 rows in five partitions, of which two are empty and one holds nearly all. */
  private static Dataset<Row> skewed() {
    Dataset<Row> rows =
        SharedSpark.get()
            .range(0, 300, 1, 1)
            .selectExpr(
                "array(sin(id), cos(3 * id), sin(7 * id), cos(5 * id)) as features",
                "pmod(id, 3) as label",
                "id");
    JavaRDD<Row> empty = rows.where("id < 0").javaRDD();
    JavaRDD<Row> parts =
        rows.where("id < 10")
            .javaRDD()
            .union(empty)
            .union(rows.where("id >= 10 and id < 290").javaRDD())
            .union(empty)
            .union(rows.where("id >= 290").javaRDD());
    return SharedSpark.get().createDataFrame(parts, rows.schema());
  }

  @Test
  void skewedAndEmptyPartitionsAreSpreadEvenlyAndItSaysSo() {
    Dataset<Row> skewed = skewed();
    assertEquals(5, skewed.rdd().getNumPartitions());
    KindlingClassifier classifier = Tables.classifier().setEpochs(2);
    assertArrayEquals(values(classifier.fit(skewed.coalesce(1))), values(classifier.fit(skewed)));
    SampleSpec spec = SampleSpec.classes(3);
    try (var samples = DistributedSamples.fromRows(skewed, spec, 2)) {
      assertEquals(
          "300 rows in 5 partitions of 0 to 280, spread evenly over 2 workers", samples.spread());
      assertEquals(150, samples.count(1));
    }
    try (var samples = DistributedSamples.fromRows(skewed.limit(1), spec, 3)) {
      assertEquals(
          "1 rows in 1 partition, spread evenly over 3 workers, of which 2 have nothing to do",
          samples.spread());
    }
    KindlingClassificationModel few = classifier.setNumWorkers(4).fit(skewed.limit(2));
    assertEquals(2, few.summary().steps());
  }

  @Test
  void whatTheUserCachedStaysAndNothingElseDoes() throws Exception {
    Dataset<Row> plain = Tables.frame(100, 2);
    KindlingClassifier classifier = Tables.classifier().setEpochs(2).setPatience(1);
    HeldBlocks nothing = HeldBlocks.now();
    Dataset<Row> cached = skewed().persist(StorageLevel.MEMORY_ONLY());
    cached.count();
    List<Integer> users =
        nothing.newer().stream()
            .filter(name -> name.startsWith("RDD "))
            .map(name -> Integer.valueOf(name.substring(4)))
            .toList();
    assertEquals(1, users.size());
    assertEquals(5, HeldBlocks.ofRdd(users.get(0)));
    HeldBlocks before = HeldBlocks.now();
    classifier.fit(cached);
    KindlingClassificationModel model =
        classifier.copy(ParamMap.empty()).setValidationIndicatorCol("held").fit(plain);
    Dataset<Row> bad = plain.withColumn("label", functions.lit(7));
    assertThrows(Exception.class, () -> classifier.fit(bad));
    before.awaitNothingNewer();
    assertEquals(5, HeldBlocks.ofRdd(users.get(0)));
    assertTrue(cached.storageLevel().useMemory());
    assertFalse(plain.storageLevel().useMemory());
    assertTrue(model.hasSummary());
    cached.unpersist(true);
  }

  @Test
  void schemasAreCheckedBeforeAnyJob() throws Exception {
    AtomicInteger jobs = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    Dataset<Row> data = Tables.frame(20, 1);
    KindlingClassificationModel model = Tables.classifier().setEpochs(1).fit(data);
    var context = SharedSpark.get().sparkContext();
    context.listenerBus().waitUntilEmpty(60_000);
    context.addSparkListener(listener);
    try {
      KindlingClassifier classifier = Tables.classifier();
      refused(classifier, data.drop("label"));
      refused(classifier, data.withColumn("label", functions.lit("x")));
      refused(classifier, data.withColumn("features", functions.lit(1)));
      refused(classifier.copy(ParamMap.empty()).setWeightCol("no"), data);
      refused(classifier.copy(ParamMap.empty()).setWeightCol("features"), data);
      refused(classifier.copy(ParamMap.empty()).setValidationIndicatorCol("value"), data);
      refused(classifier.copy(ParamMap.empty()).setPredictionCol("value"), data);
      refused(classifier.copy(ParamMap.empty()).setThresholds(1, 1).setInputShape(4), data);
      refused(classifier.copy(ParamMap.empty()).setInputShape(5), data);
      refused(classifier.copy(ParamMap.empty()).setLossOptions("{\"no\": 1}"), data);
      assertThrows(RuntimeException.class, () -> model.transform(data.drop("features")));
      assertThrows(
          RuntimeException.class,
          () -> model.transform(data.withColumnRenamed("value", "probability")));
      model.transform(data);
      classifier.setInputShape(4).transformSchema(data.schema());
      context.listenerBus().waitUntilEmpty(60_000);
      assertEquals(0, jobs.get());
    } finally {
      context.removeSparkListener(listener);
    }
  }

  private static void refused(KindlingClassifier classifier, Dataset<Row> data) {
    assertThrows(RuntimeException.class, () -> classifier.fit(data));
  }

  /** Fails in its n-th pass in training mode, counted over all copies in this JVM. */
  static final class Failing extends Module {
    private static final long serialVersionUID = 1L;
    static final AtomicInteger LEFT = new AtomicInteger(Integer.MAX_VALUE);

    private final Linear layer = register("layer", linear());

    /** Always the same values, for how many epochs it learns depends on them. */
    private static Linear linear() {
      try (var scope = Generator.use(new Generator(5, 0))) {
        return new Linear(4, 3);
      }
    }

    @Override
    public Tensor forward(Tensor x) {
      if (isTraining() && LEFT.decrementAndGet() < 0) {
        throw new IllegalStateException("the machine is on fire");
      }
      return layer.call(x);
    }
  }

  @Test
  void aFitThatWasCutOffGoesOnWhereItWas(@TempDir Path folder) throws Exception {
    Dataset<Row> data = Tables.frame(120, 2);
    KindlingClassifier classifier =
        Tables.classifier()
            .setModule(new Failing())
            .setLearningRate(0.5)
            .setEpochs(40)
            .setValidationIndicatorCol("held")
            .setPatience(9)
            .setCheckpointInterval(2);
    KindlingClassificationModel straight = classifier.fit(data);
    int epochs = straight.summary().totalIterations();
    assertTrue(epochs > 11 && epochs < 40, "epochs " + epochs);

    classifier.setCheckpointDir(folder.toString());
    // Two passes a step, two steps an epoch: in the last epoch but one.
    Failing.LEFT.set(4 * (epochs - 2) + 2);
    assertThrows(Exception.class, () -> classifier.fit(data));
    assertEquals(1, list(folder).size());
    Failing.LEFT.set(Integer.MAX_VALUE);
    KindlingClassificationModel other = classifier.copy(ParamMap.empty()).setSeed(9).fit(data);
    assertEquals(1, list(folder).size());
    assertTrue(other.summary().totalIterations() > 1);

    int before = Failing.LEFT.get();
    KindlingClassificationModel resumed = classifier.fit(data);
    assertTrue(before - Failing.LEFT.get() < 4 * 5, "passes " + (before - Failing.LEFT.get()));
    assertArrayEquals(values(straight), values(resumed));
    assertArrayEquals(straight.summary().objectiveHistory(), resumed.summary().objectiveHistory());
    assertEquals(List.of(), list(folder));
  }

  private static List<Path> list(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
