package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.DataException;
import io.kindling.io.Safetensors;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.nn.spec.ModuleSpec;
import io.kindling.spark.testing.EventFile;
import io.kindling.spark.testing.SharedSpark;
import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that Spark Connect's server asks of a stage: to be found, to be made, to tell of itself. */
final class ModelTablesTest {
  private static KindlingClassificationModel model() {
    return Tables.classifier().setEpochs(2).fit(Tables.frame(120, 2));
  }

  private static List<Row> table(KindlingModel<?> model, String name) {
    var nothing = SharedSpark.get().range(0).toDF();
    var asked = new ParamMap().put(model.transformOutput().w(name));
    return model.transform(nothing, asked).collectAsList();
  }

  @Test
  void theSummaryIsARow() {
    KindlingClassificationModel model = model();
    Row row = table(model, "summary").get(0);
    KindlingTrainingSummary summary = model.summary();
    assertEquals(summary.steps(), row.<Integer>getAs("steps"));
    assertEquals(0, row.<Long>getAs("skippedRows"));
    assertEquals(List.of(), row.getList(row.fieldIndex("skippedReasons")));
    assertEquals(List.of(), row.getList(row.fieldIndex("warnings")));
    assertArrayEquals(
        summary.objectiveHistory(),
        row.<Double>getList(row.fieldIndex("objectiveHistory")).stream()
            .mapToDouble(x -> x)
            .toArray());
    assertEquals(
        summary.time().compute(),
        row.<String, Double>getJavaMap(row.fieldIndex("seconds")).get("compute"));
    String html = row.getAs("html");
    assertEquals(summary.toHtml(), html);
    assertTrue(html.contains("<figcaption>Loss</figcaption>") && html.contains("<svg"), html);
    assertEquals("predictions", model.getTransformOutput(), "asking has changed the model");
  }

  @Test
  void everyFitLeavesAFolderForTensorBoard(@TempDir java.nio.file.Path folder) throws Exception {
    KindlingClassifier classifier =
        new KindlingClassifier().setArchitecture("mlp([4, 3])").setMaxIter(2).setBatchSize(60);
    classifier.setTensorBoardDir(folder.toString());
    classifier.fit(Tables.frame(120, 2));
    classifier.fit(Tables.frame(120, 2));
    List<java.nio.file.Path> runs;
    try (var found = java.nio.file.Files.list(folder)) {
      runs = found.toList();
    }
    assertEquals(2, runs.size(), runs::toString);
    for (java.nio.file.Path run : runs) {
      assertTrue(run.getFileName().toString().startsWith(classifier.uid() + "-"), run::toString);
      assertEquals(List.of(1L, 2L, 3L, 4L), EventFile.steps(EventFile.read(run), "loss/train"));
    }
  }

  @Test
  void theWeightsAndTheNetworkMakeTheModelAgain() throws Exception {
    KindlingClassificationModel model = model();
    Row about = table(model, "network").get(0);
    assertEquals(model.network().toString(), about.getAs("text"));
    assertEquals(List.of(4), about.getList(about.fieldIndex("sampleShape")));
    assertEquals(3, about.<Integer>getAs("outputs"));
    Module again = ModuleSpec.parse(about.getAs("architecture")).create();
    Map<String, io.kindling.tensor.Tensor> state = new LinkedHashMap<>();
    for (Row row : table(model, "weights")) {
      var bytes = new ByteArrayInputStream(row.<byte[]>getAs("safetensors"));
      assertEquals(null, state.put(row.getAs("name"), only(Safetensors.read(bytes).tensors())));
    }
    again.loadStateDict(state);
    assertArrayEquals(
        FlatParameters.of(model.network()).values(), FlatParameters.of(again).values());
  }

  private static <T> T only(Map<String, T> map) {
    assertEquals(1, map.size());
    return map.values().iterator().next();
  }

  @Test
  void aLoadedModelHasNoSummary(@TempDir java.nio.file.Path folder) throws Exception {
    String path = folder.resolve("model").toString();
    model().save(path);
    assertEquals(List.of(), table(KindlingClassificationModel.load(path), "summary"));
  }

  /** A client of Spark Connect has no other way to give a network its first values. */
  @Test
  void trainingStartsFromAFileOfWeights(@TempDir java.nio.file.Path folder) throws Exception {
    var file = folder.resolve("first.safetensors");
    Safetensors.write(model().network().stateDict(), Map.of(), file);
    KindlingClassifier classifier =
        Tables.classifier().setEpochs(1).setInitialWeights(file.toUri().toString());
    double firstLoss = model().summary().objectiveHistory()[0];
    double[] continued = classifier.fit(Tables.frame(120, 2)).summary().objectiveHistory();
    assertTrue(
        continued[0] < firstLoss, continued[0] + " after training, " + firstLoss + " before");
    classifier.setArchitecture("mlp([4, 5, 3])");
    Exception other = assertThrows(DataException.class, () -> classifier.fit(Tables.frame(120, 2)));
    assertTrue(other.getMessage().contains("first.safetensors"), other.getMessage());
    classifier.setInitialWeights(folder.resolve("none").toUri().toString());
    assertThrows(DataException.class, () -> classifier.fit(Tables.frame(120, 2)));
  }

  @Test
  void anotherTableIsRefused() {
    KindlingRegressionModel model = new KindlingRegressionModel();
    Exception refused = assertThrows(Exception.class, () -> model.setTransformOutput("gradients"));
    assertTrue(refused.getMessage().contains("transformOutput"), refused.getMessage());
  }

  /** One operator that cannot be made fails every transform of a server. */
  @Test
  void everyStageIsAmongTheServicesAndCanBeMade() throws Exception {
    check(ServiceLoader.load(Estimator.class), KindlingClassifier.class, KindlingRegressor.class);
    check(
        ServiceLoader.load(Transformer.class),
        KindlingClassificationModel.class,
        KindlingRegressionModel.class);
  }

  private static void check(ServiceLoader<?> services, Class<?>... ours) throws Exception {
    List<?> types = services.stream().map(ServiceLoader.Provider::type).toList();
    for (Class<?> stage : ours) {
      assertTrue(types.contains(stage), stage + " is not among the services");
      Object made = stage.getConstructor(String.class).newInstance("some uid");
      assertEquals("some uid", ((org.apache.spark.ml.PipelineStage) made).uid());
      assertEquals(stage, stage.getMethod("load", String.class).getReturnType());
    }
  }
}
