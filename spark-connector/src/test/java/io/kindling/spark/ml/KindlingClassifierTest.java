package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.autograd.GradMode;
import io.kindling.data.DataException;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.spark.testing.HeldBlocks;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KindlingClassifierTest {
  private static float[] values(KindlingClassificationModel model) {
    return FlatParameters.of(model.network()).values();
  }

  private static double accuracy(Dataset<Row> scored) {
    return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored);
  }

  @Test
  void learnsAndScoresAsCoreDoes() {
    Dataset<Row> data = Tables.frame(600, 2);
    KindlingClassificationModel model = Tables.classifier().setEpochs(25).fit(data);
    List<Row> scored = model.setScoringBatchSize(600).transform(data.coalesce(1)).collectAsList();
    assertTrue(accuracy(model.transform(data)) > 0.85);

    float[] x = new float[600 * 4];
    for (int i = 0; i < 600; i++) {
      Vector features = scored.get(i).getAs("features");
      for (int k = 0; k < 4; k++) {
        x[i * 4 + k] = (float) features.apply(k);
      }
    }
    Module network = model.network();
    float[] raw;
    try (var scope = GradMode.noGrad()) {
      raw = network.call(Tensors.wrap(x, 600, 4)).toFloatArray();
    }
    for (int i = 0; i < 600; i++) {
      double[] got = scored.get(i).<Vector>getAs("rawPrediction").toArray();
      assertArrayEquals(new double[] {raw[i * 3], raw[i * 3 + 1], raw[i * 3 + 2]}, got);
      double[] p = scored.get(i).<Vector>getAs("probability").toArray();
      double sum = Math.exp(got[0]) + Math.exp(got[1]) + Math.exp(got[2]);
      assertEquals(Math.exp(got[1]) / sum, p[1], 1e-12);
      int best = got[0] >= got[1] && got[0] >= got[2] ? 0 : got[1] >= got[2] ? 1 : 2;
      assertEquals(best, scored.get(i).<Double>getAs("prediction"));
    }
    KindlingTrainingSummary summary = model.summary();
    assertEquals(25, summary.totalIterations());
    assertEquals(250, summary.objectiveHistory().length);
    assertTrue(summary.trainingLoss()[24] < 0.6 * summary.trainingLoss()[0]);
    assertTrue(summary.samplesPerSecond() > 0);
    assertSame(model);
  }

  private static void assertSame(KindlingClassificationModel model) {
    assertTrue(model.hasParent());
    assertEquals(3, model.numClasses());
    assertArrayEquals(new int[] {4}, model.sampleShape());
  }

  @Test
  void theCutOfTheDataDoesNotMatterAndTheNumberOfWorkersOnlyForRounding() {
    KindlingClassifier classifier = Tables.classifier();
    float[] one = values(classifier.fit(range(1)));
    assertArrayEquals(one, values(classifier.fit(range(4))));
    assertArrayEquals(one, values(classifier.setNumWorkers(4).fit(range(1))), 1e-4f);
  }

  private static Dataset<Row> range(int partitions) {
    return SharedSpark.get()
        .range(0, 300, 1, partitions)
        .selectExpr(
            "array(sin(id), cos(3 * id), sin(7 * id), cos(5 * id)) as features",
            "pmod(id, 3) as label");
  }

  @Test
  void addsColumnsWithMetadataAndHonoursThresholds() {
    Dataset<Row> data = Tables.frame(100, 2);
    KindlingClassificationModel model = Tables.classifier().setEpochs(1).fit(data);
    StructType schema = model.transform(data).schema();
    assertEquals(schema, model.transformSchema(data.schema()));
    assertEquals(3, AttributeGroup.fromStructField(schema.apply("rawPrediction")).size());
    assertEquals(3, AttributeGroup.fromStructField(schema.apply("probability")).size());
    assertEquals(
        3, schema.apply("prediction").metadata().getMetadata("ml_attr").getLong("num_vals"));
    assertEquals(
        100,
        model
            .copy(ParamMap.empty())
            .setThresholds(1, 0, 1)
            .transform(data)
            .where("prediction = 1")
            .count());
    KindlingClassificationModel bare =
        model.copy(ParamMap.empty()).setRawPredictionCol("").setProbabilityCol("");
    assertEquals("prediction", bare.transform(data).columns()[4]);
    assertThrows(IllegalArgumentException.class, () -> model.transform(model.transform(data)));
  }

  @Test
  void everyWrongInputIsNamed() {
    KindlingClassifier classifier = Tables.classifier();
    Dataset<Row> data = Tables.frame(20, 1);
    message("StringIndexer", classifier, data.withColumn("label", functions.lit("a")));
    message("no column features", classifier, data.drop("features"));
    message("column label, row 0", classifier, data.withColumn("label", functions.lit(9)));
    message(
        "wanted boolean",
        classifier.copy(ParamMap.empty()).setValidationIndicatorCol("value"),
        data);
    message(
        "has shape|does not fit",
        classifier.copy(ParamMap.empty()).setArchitecture("mlp([5, 3])"),
        data);
    message("no network", new KindlingClassifier(), data);
    message(
        "wanted one for each class",
        classifier.copy(ParamMap.empty()).setArchitecture("mlp([4, 1])"),
        data);
    assertThrows(IllegalArgumentException.class, () -> classifier.setEpochs(0));
    assertThrows(IllegalArgumentException.class, () -> classifier.setLoss("NoLoss"));
    assertThrows(IllegalArgumentException.class, () -> classifier.setOptimizerOptions("[1]"));
    assertThrows(
        IllegalStateException.class, () -> new KindlingClassificationModel().transform(data));

    KindlingClassificationModel model = classifier.setEpochs(1).fit(data);
    Dataset<Row> holes =
        data.withColumn("features", functions.expr("if(label = 0, null, features)"));
    Exception failure = assertThrows(Exception.class, () -> model.transform(holes).collectAsList());
    assertTrue(DataException.describe(failure).orElse("").contains("column features, row"));
    assertEquals(
        data.where("label != 0").count(),
        model.setHandleInvalid("skip").transform(holes).collectAsList().size());
  }

  private static void message(String wanted, KindlingClassifier classifier, Dataset<Row> data) {
    String message = assertThrows(RuntimeException.class, () -> classifier.fit(data)).getMessage();
    assertTrue(message.matches("(?s).*(" + wanted + ").*"), message);
  }

  @Test
  void stopsEarlyWithTheBestModelAndLeavesNothingCached() throws Exception {
    Dataset<Row> data = Tables.frame(200, 2);
    HeldBlocks before = HeldBlocks.now();
    KindlingClassificationModel model =
        Tables.classifier()
            .setEpochs(60)
            .setLearningRate(0.3)
            .setValidationIndicatorCol("held")
            .setPatience(2)
            .fit(data);
    before.awaitNothingNewer();
    double[] losses = model.summary().validationLoss();
    assertTrue(losses.length < 60, "epochs: " + losses.length);
    int best = 0;
    for (int i = 1; i < losses.length; i++) {
      best = losses[i] < losses[best] ? i : best;
    }
    assertEquals(losses.length - 3, best);
    double held = model.summary().validationAccuracy()[best];
    assertEquals(held, accuracy(model.transform(data.where("held"))), 1e-9);
  }

  @Test
  void everyLossForOneClassASampleTrains() {
    Dataset<Row> data = Tables.frame(60, 1);
    List<String> losses =
        new ArrayList<>(
            List.of(
                "CrossEntropyLoss",
                "MultiMarginLoss",
                "MSELoss",
                "L1Loss",
                "SmoothL1Loss",
                "HuberLoss",
                "BCEWithLogitsLoss",
                "MultiLabelSoftMarginLoss",
                "SoftMarginLoss",
                "HingeEmbeddingLoss",
                "PoissonNLLLoss"));
    for (String loss : losses) {
      KindlingClassificationModel model = Tables.classifier().setEpochs(1).setLoss(loss).fit(data);
      assertTrue(Double.isFinite(model.summary().trainingLoss()[0]), loss);
      assertEquals(60, model.transform(data).where("probability is not null").count());
    }
  }

  @Test
  void worksInSqlAndOnStreams(@TempDir Path folder) throws Exception {
    Dataset<Row> data = Tables.frame(50, 2);
    KindlingClassificationModel model = Tables.classifier().setEpochs(2).fit(data);
    model.registerUdf(SharedSpark.get(), "ring_of");
    Dataset<Row> both =
        model.transform(data).withColumn("sql", functions.expr("ring_of(features)"));
    assertEquals(50, both.where("sql = prediction").count());

    String path = folder.resolve("in").toString();
    data.write().parquet(path);
    var stream = SharedSpark.get().readStream().schema(Tables.SCHEMA).parquet(path);
    List<Object> sums = new ArrayList<>();
    VoidFunction2<Dataset<Row>, Long> sum =
        (batch, id) -> sums.add(batch.agg(functions.sum("prediction")).first().get(0));
    var query =
        model
            .transform(stream)
            .writeStream()
            .foreachBatch(sum)
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .trigger(Trigger.AvailableNow())
            .start();
    query.awaitTermination();
    assertEquals(
        List.of(model.transform(data).agg(functions.sum("prediction")).first().get(0)), sums);
  }

  @Test
  void isAStageAmongSparksOwn(@TempDir Path folder) throws Exception {
    Dataset<Row> data =
        Tables.frame(200, 2)
            .withColumn("ring", functions.expr("concat('ring', label)"))
            .withColumn("v", functions.col("value"))
            .drop("label")
            .cache();
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer().setInputCol("ring").setOutputCol("label"),
                  new VectorAssembler()
                      .setInputCols(new String[] {"features", "v"})
                      .setOutputCol("all"),
                  new StandardScaler().setInputCol("all").setOutputCol("scaled"),
                  Tables.classifier().setArchitecture("mlp([5, 16, 3])").setFeaturesCol("scaled")
                });
    PipelineModel model = pipeline.fit(data);
    model.write().overwrite().save(folder.resolve("pipeline").toString());
    PipelineModel loaded = PipelineModel.load(folder.resolve("pipeline").toString());
    assertEquals(
        model.transform(data).select("probability").collectAsList(),
        loaded.transform(data).select("probability").collectAsList());
    data.unpersist();
  }

  @Test
  void schedulesSetTheLearningRate() {
    Dataset<Row> data = Tables.frame(64, 1);
    KindlingClassifier still =
        Tables.classifier().setOptimizer("SGD").setLearningRate(0.1).setEpochs(3);
    KindlingClassifier stopped =
        still
            .copy(ParamMap.empty())
            .setSchedule("StepLR")
            .setScheduleOptions("{\"stepSize\": 1, \"gamma\": 0}");
    assertArrayEquals(
        values(still.copy(ParamMap.empty()).setEpochs(1).fit(data)), values(stopped.fit(data)));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            still
                .setSchedule("StepLR")
                .setScheduleOptions("{\"no\": 1}")
                .transformSchema(data.schema()));
  }

  @Test
  void explainsEveryParam() {
    KindlingClassifier classifier = new KindlingClassifier("mine");
    String text = classifier.explainParams();
    assertFalse(classifier.params().length < 30);
    for (Param<?> param : classifier.params()) {
      assertEquals("mine", param.parent());
      assertTrue(text.contains(param.name() + ": " + param.doc()));
    }
  }
}
