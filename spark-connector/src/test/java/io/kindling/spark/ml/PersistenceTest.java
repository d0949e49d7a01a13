package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved, loaded or copied is what there was. */
final class PersistenceTest {
  @TempDir Path folder;

  /** A network of the user's own class. */
  public static final class Doubled extends Module {
    private static final long serialVersionUID = 1L;

    private final Linear layer = register("layer", new Linear(4, 3));

    public Doubled() {}

    @Override
    public Tensor forward(Tensor x) {
      return layer.call(x).add(layer.call(x));
    }
  }

  /** Another value than the default for every Param. */
  private static Map<String, Object> others(boolean classifier) {
    Map<String, Object> v = new LinkedHashMap<>();
    v.put("featuresCol", "f");
    v.put("inputCols", new String[] {"age", "city"});
    v.put("inputSpecs", "age: numeric");
    v.put("labelCol", "l");
    v.put("predictionCol", "p");
    v.put("weightCol", "w");
    v.put("validationIndicatorCol", "i");
    v.put("handleInvalid", "skip");
    v.put("cache", "disk");
    v.put("architecture", "mlp([4, 8, 3])");
    v.put("initialWeights", "somewhere.safetensors");
    v.put("inputShape", new int[] {3, 8, 8});
    v.put("applyExifOrientation", true);
    v.put("normalizationMean", new double[] {0.1, 0.2, 0.3});
    v.put("normalizationStd", new double[] {1.5, 2, 3});
    v.put("transforms", "resize(8) | randomHorizontalFlip");
    v.put("evaluationTransforms", "resize((8, 8))");
    v.put("syncBatchNorm", true);
    v.put("testTimeFlip", true);
    v.put("mix", "mixUp(0.2)");
    v.put("filterBiasAndBn", true);
    v.put("clipGradNorm", 0.5);
    v.put("modelEmaDecay", 0.99);
    v.put("cropPadding", 4);
    v.put("flipProbability", 0.25);
    v.put("loss", "HuberLoss");
    v.put("lossOptions", "{\"delta\": 2}");
    v.put("optimizer", "AdamW");
    v.put("optimizerOptions", "{\"weightDecay\": 0.1}");
    v.put("schedule", "StepLR");
    v.put("scheduleOptions", "{\"stepSize\": 3}");
    v.put("scheduleUnit", "step");
    v.put("stepSize", 0.125);
    v.put("maxIter", 7);
    v.put("batchSize", 33);
    v.put("dropLast", true);
    v.put("seed", 1L << 40);
    v.put("numWorkers", 5);
    v.put("aggregationDepth", 3);
    v.put("allReduce", "resident");
    v.put("checkpointDir", "somewhere");
    v.put("tensorBoardDir", "boards");
    v.put("checkpointInterval", 3);
    v.put("patience", 2);
    v.put("validationMetric", "f1");
    v.put("tol", 1e-3);
    v.put("scoringBatchSize", 17);
    if (classifier) {
      v.put("classWeight", "balanced");
      v.put("rawPredictionCol", "r");
      v.put("probabilityCol", "q");
      v.put("thresholds", new double[] {0.5, 0, 1});
    }
    return v;
  }

  private static void setOthers(Params stage, boolean classifier) {
    Map<String, Object> values = others(classifier);
    if (stage instanceof KindlingModel) {
      values.put("transformOutput", "weights");
    }
    for (Param<?> param : stage.params()) {
      Object value = values.remove(param.name());
      assertTrue(value != null, "the test knows no value for " + param.name());
      assertNotEquals(stage.isDefined(param) ? stage.getOrDefault(param) : null, value);
      stage.set(stage.getParam(param.name()), value);
    }
    assertTrue(values.isEmpty(), values + " are no Params");
  }

  private static void assertSameParams(Params expected, Params actual) {
    assertEquals(expected.uid(), actual.uid());
    for (Param<?> param : expected.params()) {
      assertEquals(expected.isSet(param), actual.isSet(actual.getParam(param.name())));
      assertEquals(expected.hasDefault(param), actual.hasDefault(actual.getParam(param.name())));
      if (expected.isDefined(param)) {
        assertEquals(json(expected, param.name()), json(actual, param.name()));
      }
    }
  }

  private static String json(Params stage, String name) {
    Param<Object> param = stage.getParam(name);
    return param.jsonEncode(stage.getOrDefault(param));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void everyParamOfAnEstimatorSurvives() throws IOException {
    KindlingClassifier classifier = new KindlingClassifier("c1");
    setOthers(classifier, true);
    classifier.save(path("c"));
    assertSameParams(classifier, KindlingClassifier.load(path("c")));
    assertSameParams(classifier, classifier.copy(ParamMap.empty()));
    assertThrows(IOException.class, () -> classifier.save(path("c")));
    classifier.setMaxIter(9).write().overwrite().save(path("c"));
    assertEquals(9, KindlingClassifier.load(path("c")).getMaxIter());

    KindlingRegressor regressor = new KindlingRegressor("r1");
    setOthers(regressor, false);
    regressor.save(path("r"));
    assertSameParams(regressor, KindlingRegressor.load(path("r")));
    assertSameParams(regressor, regressor.copy(ParamMap.empty()));
    DataException other =
        assertThrows(DataException.class, () -> KindlingClassifier.load(path("r")));
    assertTrue(other.getMessage().contains("holds a io.kindling.spark.ml.KindlingRegressor"));
  }

  @Test
  void everyParamAndWeightOfAModelSurvives() throws IOException {
    KindlingClassificationModel model = Tables.classifier().setEpochs(1).fit(Tables.frame(40, 1));
    var before = model.transform(Tables.frame(40, 1)).select("rawPrediction").collectAsList();
    model.save(path("m"));
    KindlingClassificationModel loaded = KindlingClassificationModel.load(path("m"));
    assertSameParams(model, loaded);
    assertEquals(
        before, loaded.transform(Tables.frame(40, 1)).select("rawPrediction").collectAsList());
    assertEquals(3, loaded.numClasses());
    assertThrows(IllegalStateException.class, loaded::summary);

    setOthers(model, true);
    model.write().overwrite().save(path("m"));
    assertSameParams(model, KindlingClassificationModel.load(path("m")));
    assertSameParams(model, model.copy(ParamMap.empty()));
    assertTrue(model.copy(ParamMap.empty()).hasSummary());
  }

  @Test
  void aNetworkOfTheUsersOwnClassSurvives() throws IOException {
    KindlingClassifier classifier = Tables.classifier().setModule(new Doubled()).setEpochs(1);
    classifier.save(path("e"));
    float[] start = FlatParameters.of(classifier.getModule()).values();
    Module again =
        KindlingClassifier.read()
            .option("kindling.allowedModules", Doubled.class.getName())
            .load(path("e"))
            .getModule();
    assertArrayEquals(start, FlatParameters.of(again).values());

    KindlingClassificationModel model = classifier.fit(Tables.frame(40, 2));
    model.save(path("m"));
    KindlingClassificationModel loaded =
        KindlingClassificationModel.read()
            .option("kindling.allowedModules", Doubled.class.getName())
            .load(path("m"));
    assertEquals(Doubled.class, loaded.network().getClass());
    assertArrayEquals(
        FlatParameters.of(model.network()).values(), FlatParameters.of(loaded.network()).values());
  }

  @Test
  void aNewerFormatIsRefusedAndAnEmptyFolderNamed() throws IOException {
    new KindlingClassifier().save(path("c"));
    Path metadata = folder.resolve("c/metadata/part-00000");
    String text = Files.readString(metadata);
    Files.delete(folder.resolve("c/metadata/.part-00000.crc"));
    Files.writeString(metadata, text.replace("\"kindlingFormat\":1", "\"kindlingFormat\":99"));
    String message =
        assertThrows(DataException.class, () -> KindlingClassifier.load(path("c"))).getMessage();
    assertTrue(message.contains("newer Kindling, in format 99"), message);
    assertThrows(DataException.class, () -> KindlingClassifier.load(path("none")));
  }

  @Test
  @SuppressWarnings("rawtypes")
  void sparkFindsTheStages() {
    assertTrue(
        ServiceLoader.load(Estimator.class).stream()
            .anyMatch(p -> p.type() == KindlingClassifier.class));
    assertTrue(
        ServiceLoader.load(Transformer.class).stream()
            .anyMatch(p -> p.type() == KindlingRegressionModel.class));
  }
}
