package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.SharedSpark;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

final class KindlingRegressorTest {
  @Test
  void predictsANumberAndIsJudgedBySpark() {
    Dataset<Row> data = Tables.frame(500, 2);
    KindlingRegressionModel model = Tables.regressor().setEpochs(30).fit(data);
    double r2 =
        new RegressionEvaluator()
            .setLabelCol("value")
            .setMetricName("r2")
            .evaluate(model.transform(data));
    assertTrue(r2 > 0.95, "r2 " + r2);
    Dataset<Row> both =
        model
            .transform(data)
            .withColumn("sql", model.udf(SharedSpark.get()).apply(functions.col("features")));
    assertEquals(500, both.where("sql = prediction").count());
  }

  @Test
  void predictsSeveralNumbers() {
    Dataset<Row> data =
        Tables.frame(100, 2).withColumn("two", functions.expr("array(value, -value)"));
    KindlingRegressionModel model =
        Tables.regressor().setArchitecture("mlp([4, 2])").setLabelCol("two").fit(data);
    Dataset<Row> scored = model.transform(data);
    assertEquals(2, scored.first().<Vector>getAs("prediction").size());
    assertEquals(2, AttributeGroup.fromStructField(scored.schema().apply("prediction")).size());
    assertThrows(
        IllegalArgumentException.class,
        () -> Tables.regressor().setArchitecture("mlp([4, 3])").setLabelCol("two").fit(data));
  }

  @Test
  void weightsCount() {
    Dataset<Row> data = Tables.frame(100, 1).withColumn("w", functions.expr("label + 1"));
    KindlingRegressor regressor = Tables.regressor().setEpochs(2);
    double plain = regressor.fit(data).summary().objectiveHistory()[1];
    double weighted = regressor.setWeightCol("w").fit(data).summary().objectiveHistory()[1];
    assertTrue(Math.abs(plain - weighted) > 1e-6);
  }
}
