package io.kindling.spark.ml;

import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The best model is the best by the metric that was named. */
final class ValidationMetricTest {
  private static final Dataset<Row> TABLE =
      Tables.frame(300, 2).withColumn("weight", expr("1 + value * value"));

  private static final int EPOCHS = 10;

  /** Of a rate at which neither loss nor accuracy goes steadily. */
  private static KindlingClassifier restless(String metric) {
    return Tables.classifier()
        .setLearningRate(0.3)
        .setEpochs(EPOCHS)
        .setPatience(EPOCHS)
        .setValidationIndicatorCol("held")
        .setValidationMetric(metric);
  }

  @Test
  void theMostAccurateEpochIsKept() {
    KindlingClassificationModel model =
        restless("accuracy").setLearningRate(0.2).setSeed(4).fit(TABLE);
    double[] accuracies = model.summary().validationAccuracy();
    double[] losses = model.summary().validationLoss();
    double best = Arrays.stream(accuracies).max().orElseThrow();
    assertTrue(best > accuracies[EPOCHS - 1], "the last is not the best");
    assertTrue(best > accuracies[lowest(losses)], "that of the lowest loss is not the best");
    double found =
        new MulticlassClassificationEvaluator()
            .setMetricName("accuracy")
            .evaluate(model.transform(TABLE.where("held")));
    assertEquals(best, found, 1e-9, Arrays.toString(accuracies));
  }

  private static int lowest(double[] values) {
    return IntStream.range(0, values.length)
        .reduce(0, (best, i) -> values[i] < values[best] ? i : best);
  }

  /** Classes of the validation rows are turned round: the better the fit, the worse they rank. */
  @ParameterizedTest
  @ValueSource(strings = {"areaUnderROC", "areaUnderPR"})
  void theBestRankingEpochIsKept(String metric) {
    Dataset<Row> two =
        TABLE.selectExpr("features", "int(held = (label = 0)) as label", "weight", "held");
    KindlingClassifier ranker =
        restless(metric).setArchitecture("mlp([4, 16, 2])").setWeightCol("weight").setPatience(2);
    KindlingClassificationModel model = ranker.fit(two);
    int epochs = model.summary().epochs().size();
    assertTrue(epochs < EPOCHS, "it stops early");
    double[] areas = new double[epochs];
    for (int i = 0; i < epochs; i++) {
      ranker.setPatience(0).setValidationMetric("loss").setEpochs(i + 1);
      areas[i] = area(metric, ranker.fit(two), two);
    }
    double best = Arrays.stream(areas).max().orElseThrow();
    assertEquals(best, area(metric, model, two), 1e-12, Arrays.toString(areas));
    assertEquals(best, areas[epochs - 3], 1e-12, Arrays.toString(areas));
    assertTrue(best > areas[epochs - 1], Arrays.toString(areas));
  }

  private static double area(String metric, KindlingClassificationModel model, Dataset<Row> rows) {
    List<Row> falling =
        model
            .transform(rows.where("held"))
            .select("rawPrediction", "label", "weight")
            .collectAsList()
            .stream()
            .map(
                row ->
                    RowFactory.create(
                        row.<Vector>getAs(0).apply(1), (double) row.getInt(1), row.getDouble(2)))
            .sorted(Comparator.comparingDouble((Row row) -> row.getDouble(0)).reversed())
            .toList();
    return metric.equals("areaUnderROC")
        ? RankingAreaTest.chance(falling)
        : new RankingArea(true).call(falling.iterator()).next();
  }

  @Test
  void errorsOfNumbersAreLowestWithTheirLoss() {
    KindlingRegressor regressor =
        Tables.regressor().setPatience(12).setValidationIndicatorCol("held").setEpochs(4);
    var evaluator = new RegressionEvaluator().setLabelCol("value").setMetricName("rmse");
    Dataset<Row> held = TABLE.where("held");
    double rmse =
        evaluator.evaluate(regressor.setValidationMetric("rmse").fit(TABLE).transform(held));
    double byLoss =
        evaluator.evaluate(regressor.setValidationMetric("loss").fit(TABLE).transform(held));
    assertEquals(byLoss, rmse, 1e-9, "the mean square and its root are lowest together");
    // The other way round: r2 is better when it is larger.
    double byR2 =
        evaluator.evaluate(regressor.setValidationMetric("r2").fit(TABLE).transform(held));
    assertEquals(byLoss, byR2, 1e-9);
  }

  /** What handleInvalid = skip leaves out of training counts for no metric. */
  @Test
  void rowsThatAreSkippedDoNotCount() {
    KindlingClassificationModel model = restless("loss").setEpochs(1).fit(TABLE);
    Dataset<Row> held = TABLE.where("held");
    Dataset<Row> bad = held.selectExpr("features", "7 as label", "value", "held", "weight");
    Dataset<Row> none = held.selectExpr("features", "cast(null as int)", "value", "held", "weight");
    var metric = ValidationMetric.of(restless("accuracy"), TABLE.schema(), 3);
    double accuracy = -metric.lowerIsBetter(model.copy(ParamMap.empty()), held);
    assertEquals(model.summary().validationAccuracy()[0], accuracy, 1e-9);
    Dataset<Row> all = held.union(bad).union(none);
    assertEquals(accuracy, -metric.lowerIsBetter(model.copy(ParamMap.empty()), all), 1e-9);
  }

  @Test
  void validationRowsOfOneClassAreRefused() {
    Dataset<Row> one = TABLE.selectExpr("features", "int(held or label > 0) as label", "held");
    KindlingClassifier ranker = restless("areaUnderPR").setArchitecture("mlp([4, 16, 2])");
    var bad = assertThrows(DataException.class, () -> ranker.fit(one));
    assertTrue(bad.getMessage().contains("needs validation rows of both"), bad.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "areaUnderPR | 3 | held | is of two classes, and the network has 3; take f1 or logLoss",
        "f1          | 0 | held | needs patience",
        "f1          | 3 |      | is of validation rows; set validationIndicatorCol",
        "rmse        | 3 | held | is of numbers; a classifier has areaUnderROC, areaUnderPR,"
            + " accuracy"
      })
  void whatCannotBeHadIsRefusedInWords(String metric, int patience, String held, String message) {
    KindlingClassifier stage =
        Tables.classifier().setPatience(patience).setValidationMetric(metric);
    if (held != null) {
      stage.setValidationIndicatorCol(held);
    }
    var bad = assertThrows(IllegalArgumentException.class, () -> stage.fit(TABLE));
    assertTrue(bad.getMessage().contains(message), bad.getMessage());
  }

  @Test
  void aNameThatIsNotKnownIsRefusedAtOnce() {
    var bad =
        assertThrows(
            IllegalArgumentException.class,
            () -> Tables.classifier().setValidationMetric("areaUnderRoc2"));
    assertTrue(bad.getMessage().contains("did you mean areaUnderROC"), bad.getMessage());
  }
}
