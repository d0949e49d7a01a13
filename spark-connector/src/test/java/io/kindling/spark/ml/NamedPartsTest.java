package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.FlatParameters;
import io.kindling.optim.Optimizers;
import io.kindling.optim.schedule.Schedules;
import io.kindling.spark.testing.SharedSpark;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Optimizers, schedules, losses and augmentation, chosen by name and options. */
final class NamedPartsTest {
  private static final Dataset<Row> DATA = Tables.frame(64, 2).cache();

  private static float[] fit(KindlingClassifier classifier) {
    KindlingClassificationModel model = classifier.fit(DATA);
    for (double loss : model.summary().objectiveHistory()) {
      assertTrue(Double.isFinite(loss));
    }
    return FlatParameters.of(model.network()).values();
  }

  private static KindlingClassifier sgd() {
    return Tables.classifier().setOptimizer("SGD").setLearningRate(0.1).setEpochs(4);
  }

  @Test
  void everyOptimizerTrains() {
    float[] untouched = fit(sgd().setLearningRate(1e-30));
    for (String name : Optimizers.names()) {
      float[] values =
          fit(Tables.classifier().setOptimizer(name).setLearningRate(0.1).setEpochs(1));
      assertFalse(Arrays.equals(untouched, values), name);
    }
    assertFalse(Arrays.equals(fit(sgd()), fit(sgd().setOptimizerOptions("{\"momentum\": 0.9}"))));
    message("optimizerOptions: wanted a JSON object", () -> sgd().setOptimizerOptions("0.9"));
    message("no 'Adaam'; did you mean Adam? known: SGD", () -> sgd().setOptimizer("Adaam"));
    message(
        "momentun",
        () -> sgd().setOptimizerOptions("{\"momentun\": 1}").transformSchema(DATA.schema()));
  }

  @Test
  void everyScheduleChangesTheRate() {
    Map<String, String> required = new LinkedHashMap<>();
    required.put("StepLR", "{\"stepSize\": 1}");
    required.put("MultiStepLR", "{\"milestones\": [1, 2]}");
    required.put("ConstantLR", "{}");
    required.put("LinearLR", "{}");
    required.put("ExponentialLR", "{\"gamma\": 0.5}");
    required.put("PolynomialLR", "{}");
    required.put("CosineAnnealingLR", "{\"tMax\": 4}");
    required.put("CosineAnnealingWarmRestarts", "{\"t0\": 2}");
    required.put("OneCycleLR", "{\"maxLr\": 0.2, \"totalSteps\": 4}");
    required.put("CyclicLR", "{\"baseLr\": 0.01, \"maxLr\": 0.2}");
    required.put("ReduceLROnPlateau", "{\"patience\": 0, \"threshold\": 10}");
    float[] constant = fit(sgd());
    for (String name : Schedules.names()) {
      String options = required.remove(name);
      assertTrue(options != null, "the test knows no options for " + name);
      float[] values = fit(sgd().setSchedule(name).setScheduleOptions(options));
      assertFalse(Arrays.equals(constant, values), name);
    }
    assertEquals(Map.of(), required);
    assertFalse(
        Arrays.equals(
            fit(sgd().setSchedule("StepLR").setScheduleOptions("{\"stepSize\": 1}")),
            fit(
                sgd()
                    .setBatchSize(16)
                    .setSchedule("StepLR")
                    .setScheduleUnit("step")
                    .setScheduleOptions("{\"stepSize\": 1}"))));
  }

  @Test
  void lossesThatWantProbabilitiesGetThem() {
    Map<String, String> ends = new LinkedHashMap<>();
    ends.put("NLLLoss", "\"LogSoftmax(1)\"");
    ends.put("KLDivLoss", "\"LogSoftmax(1)\"");
    ends.put("BCELoss", "\"Sigmoid\"");
    ends.forEach(
        (loss, end) -> {
          KindlingClassificationModel model =
              sgd().setLoss(loss).setArchitecture("[\"Linear(4, 3)\", " + end + "]").fit(DATA);
          Row row = model.transform(DATA).select("probability").first();
          double[] p = row.<Vector>getAs(0).toArray();
          assertEquals(1, p[0] + p[1] + p[2], 1e-9, loss);
        });
    message("several classes a sample", () -> sgd().setLoss("MultiLabelMarginLoss").fit(DATA));
    assertThrows(IllegalArgumentException.class, () -> sgd().setLoss("TripletMarginLoss"));
  }

  @Test
  void optionsOfTheLossCount() {
    float[] plain = fit(sgd());
    assertArrayEquals(plain, fit(sgd().setLossOptions("{\"weight\": [1, 1, 1]}")), 1e-6f);
    assertFalse(Arrays.equals(plain, fit(sgd().setLossOptions("{\"weight\": [1, 5, 1]}"))));
    assertFalse(Arrays.equals(plain, fit(sgd().setLossOptions("{\"labelSmoothing\": 0.2}"))));
  }

  @Test
  void augmentationIsForTrainingOnly() {
    Dataset<Row> images =
        SharedSpark.get()
            .range(0, 40, 1, 2)
            .selectExpr(
                "transform(sequence(1, 48), k -> sin(k * (id + 1))) as features",
                "int(id % 3) as label");
    KindlingClassifier plain =
        Tables.classifier()
            .setArchitecture("[\"Flatten\", \"Linear(48, 3)\"]")
            .setInputShape(3, 4, 4)
            .setEpochs(2);
    KindlingClassifier flipped = plain.copy(ParamMap.empty()).setFlipProbability(1);
    KindlingClassifier cropped = plain.copy(ParamMap.empty()).setCropPadding(2);
    float[] without = FlatParameters.of(plain.fit(images).network()).values();
    KindlingClassificationModel model = flipped.fit(images);
    assertFalse(Arrays.equals(without, FlatParameters.of(model.network()).values()));
    assertFalse(Arrays.equals(without, FlatParameters.of(cropped.fit(images).network()).values()));
    assertEquals(
        model.transform(images).select("rawPrediction").collectAsList(),
        model.copy(ParamMap.empty()).transform(images).select("rawPrediction").collectAsList());
  }

  @Test
  void whatIsWrongWithAListOfNumbersIsSaid() {
    KindlingClassifier stage = new KindlingClassifier();
    message("-1.0 for channel 1", () -> stage.setNormalizationStd(0.5, -1));
    message("normalizationStd: got no values", () -> stage.setNormalizationStd());
    message("NaN for class 2", () -> stage.setThresholds(0.5, 0.1, Double.NaN));
    message("thresholds: got 2 that are 0", () -> stage.setThresholds(0, 1, 0));
  }

  private static void message(String wanted, Runnable work) {
    String message = assertThrows(IllegalArgumentException.class, work::run).getMessage();
    assertTrue(message.contains(wanted), message);
  }
}
