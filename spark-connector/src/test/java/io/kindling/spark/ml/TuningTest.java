package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.FlatParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Many fits, one after the other and at the same time, in one process. */
final class TuningTest {
  private static float[] values(KindlingClassificationModel model) {
    return FlatParameters.of(model.network()).values();
  }

  @Test
  void twoThreadsFindWhatOneFinds() {
    CrossValidatorModel one = tuned("tree", 15, 1);
    CrossValidatorModel two = tuned("tree", 15, 2);
    assertSameFound(one, two);
    assertTrue(two.avgMetrics()[0] > two.avgMetrics()[1] + 0.1);
    assertEquals(0.05, ((KindlingClassificationModel) two.bestModel()).getStepSize());
  }

  /** Each gang of workers needs all task slots at once, and two are to be gathered. */
  @Test
  void gangsDoNotWaitForEachOtherForEver() {
    assertSameFound(tuned("tree", 1, 1), tuned("resident", 1, 2));
  }

  private static void assertSameFound(CrossValidatorModel one, CrossValidatorModel other) {
    assertArrayEquals(one.avgMetrics(), other.avgMetrics());
    assertArrayEquals(
        values((KindlingClassificationModel) one.bestModel()),
        values((KindlingClassificationModel) other.bestModel()));
  }

  private static CrossValidatorModel tuned(String allReduce, int epochs, int parallelism) {
    KindlingClassifier classifier = Tables.classifier().setEpochs(epochs).setAllReduce(allReduce);
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(classifier.stepSize(), new double[] {0.05, 1e-9}).build();
    return new CrossValidator()
        .setEstimator(classifier)
        .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
        .setEstimatorParamMaps(grid)
        .setNumFolds(2)
        .setSeed(5)
        .setParallelism(parallelism)
        .fit(Tables.frame(200, 2));
  }

  @Test
  void aRegressorIsTunedByTwoThreads() {
    KindlingRegressor regressor = Tables.regressor();
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(regressor.stepSize(), new double[] {1e-9, 0.02}).build();
    var tuned =
        new TrainValidationSplit()
            .setEstimator(regressor)
            .setEvaluator(new RegressionEvaluator().setLabelCol("value"))
            .setEstimatorParamMaps(grid)
            .setParallelism(2)
            .fit(Tables.frame(200, 2));
    assertEquals(0.02, ((KindlingRegressionModel) tuned.bestModel()).getStepSize());
  }

  @Test
  void fitsAtTheSameTimeGiveTheBitsOfFitsOneAfterTheOther() throws Exception {
    Dataset<Row> data = Tables.frame(200, 2);
    List<Callable<float[]>> fits = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      KindlingClassifier classifier =
          Tables.classifier()
              .setArchitecture("mlp([4, " + (8 + i % 2) + ", 3])")
              .setSeed(i / 2)
              .setEpochs(3);
      fits.add(() -> values(classifier.fit(data)));
    }
    List<float[]> alone = new ArrayList<>();
    for (Callable<float[]> fit : fits) {
      alone.add(fit.call());
    }
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<float[]>> together = threads.invokeAll(fits);
      for (int i = 0; i < alone.size(); i++) {
        assertArrayEquals(alone.get(i), together.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
