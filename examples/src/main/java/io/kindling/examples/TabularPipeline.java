package io.kindling.examples;

import io.kindling.spark.ml.KindlingClassifier;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A table of flowers, measured in centimetres, to their kinds; the README shows this code. */
public final class TabularPipeline {
  private TabularPipeline() {}

  /**
   * The best of some learning rates.
   *
   * @param flowers sepalLength, sepalWidth, petalLength, petalWidth: numbers; kind: string, one of
   *     three
   */
  public static PipelineModel train(Dataset<Row> flowers) {
    StringIndexer kinds = new StringIndexer().setInputCol("kind").setOutputCol("label");
    VectorAssembler lengths =
        new VectorAssembler()
            .setInputCols(new String[] {"sepalLength", "sepalWidth", "petalLength", "petalWidth"})
            .setOutputCol("lengths");
    StandardScaler scaler =
        new StandardScaler().setInputCol("lengths").setOutputCol("features").setWithMean(true);
    KindlingClassifier network =
        new KindlingClassifier()
            .setArchitecture("mlp([4, 16, 3])")
            .setOptimizer("AdamW")
            .setEpochs(30)
            .setBatchSize(32);

    Pipeline pipeline =
        new Pipeline().setStages(new PipelineStage[] {kinds, lengths, scaler, network});
    CrossValidator tuning =
        new CrossValidator()
            .setEstimator(pipeline)
            .setEstimatorParamMaps(
                new ParamGridBuilder()
                    .addGrid(network.stepSize(), new double[] {0.1, 0.01, 0.001})
                    .build())
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setParallelism(2);
    return (PipelineModel) tuning.fit(flowers).bestModel();
  }
}
