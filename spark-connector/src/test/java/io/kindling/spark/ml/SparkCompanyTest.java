package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.LocalClusterScoring;
import io.kindling.spark.testing.SharedCluster;
import io.kindling.spark.testing.SharedSpark;
import java.nio.file.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kindling's stages among Spark's: before them, after them, and beside them. */
final class SparkCompanyTest {
  private static double metric(Dataset<Row> scored, String name) {
    return new MulticlassClassificationEvaluator().setMetricName(name).evaluate(scored);
  }

  @Test
  void isAsGoodAsSparksPerceptronOfTheSameLayers() {
    Dataset<Row> train = Tables.frame(800, 2).cache();
    Dataset<Row> test = Tables.frame(800, 400, 2).cache();
    double spark =
        metric(
            new MultilayerPerceptronClassifier()
                .setLayers(new int[] {4, 16, 3})
                .setSeed(1)
                .fit(train)
                .transform(test),
            "accuracy");
    KindlingClassificationModel model = Tables.classifier().setEpochs(40).fit(train);
    double kindling = metric(model.transform(test), "accuracy");
    assertTrue(kindling >= spark, kindling + " against " + spark);
    train.unpersist();
    test.unpersist();
  }

  @Test
  void evaluatorsUnderstandTheColumns() {
    Dataset<Row> data = Tables.frame(200, 2).withColumn("label", functions.expr("int(value > 3)"));
    Dataset<Row> scored =
        Tables.classifier().setArchitecture("mlp([4, 2])").setEpochs(10).fit(data).transform(data);
    assertTrue(metric(scored, "logLoss") < 0.5);
    assertTrue(metric(scored, "f1") > 0.8);

    var regression = new RegressionEvaluator().setLabelCol("value").setMetricName("rmse");
    Dataset<Row> predicted = Tables.regressor().setEpochs(20).fit(data).transform(data);
    assertTrue(regression.evaluate(predicted) < 1);
  }

  @Test
  void sparseVectorsOfAFeatureHasherAreScaledAndLearnt() {
    Dataset<Row> data =
        SharedSpark.get()
            .range(0, 240, 1, 2)
            .selectExpr(
                "concat('user', id % 40) as user",
                "concat('shop', id % 7) as shop",
                "double(id % 3) as size",
                "int((id % 40) % 3) as label");
    FeatureHasher hasher =
        new FeatureHasher()
            .setInputCols(new String[] {"user", "shop", "size"})
            .setNumFeatures(256)
            .setOutputCol("hashed");
    StandardScaler scaler = new StandardScaler().setInputCol("hashed").setOutputCol("features");
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  hasher, scaler, Tables.classifier().setArchitecture("mlp([256, 3])")
                });
    assertTrue(metric(pipeline.fit(data).transform(data), "accuracy") > 0.9);
  }

  /** Two executor processes and a driver process, none of which has ever seen the model. */
  @Test
  void aPipelineIsScoredInOtherJvmsWithTheUsersOwnNetwork(@TempDir Path folder) throws Exception {
    Dataset<Row> data = Tables.frame(50, 2);
    KindlingClassifier classifier =
        Tables.classifier()
            .setModule(new LocalClusterScoring.Network())
            .setFeaturesCol("scaled")
            .setEpochs(3);
    PipelineModel model =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StandardScaler().setInputCol("features").setOutputCol("scaled"), classifier
                })
            .fit(data);
    String pipeline = folder.resolve("pipeline").toString();
    String table = folder.resolve("table").toString();
    model.save(pipeline);
    data.coalesce(1).write().parquet(table);
    String outcome = SharedCluster.run(LocalClusterScoring.class, pipeline, table);
    Dataset<Row> stored = SharedSpark.get().read().parquet(table);
    assertEquals(LocalClusterScoring.checksum(model, stored), outcome);
  }
}
