package io.kindling.spark.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.spark.testing.PythonProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connect.Dataset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kindling's stages where the client has no JVM of Spark's: a real server, and real clients. */
final class ConnectTest {
  private static final String PACKAGE = "io.kindling.spark.ml.";
  private static final Map<String, Object> PARAMS =
      Map.of(
          "architecture", "mlp([2, 8, 2])",
          "optimizer", "Adam",
          "stepSize", 0.05,
          "maxIter", 4,
          "batchSize", 32,
          "numWorkers", 2,
          "seed", 3);

  private static ConnectServer server;
  private static MlClient client;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = new ConnectServer();
    client = new MlClient(server.address());
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static Dataset<Row> table() {
    return client.sql(
        "SELECT array(double(id % 7 - 3), double(id % 5 - 2)) AS features,"
            + " int(id % 7 > 3) AS label FROM range(0, 140, 1, 2)");
  }

  /** Predictions; the JVM's client cannot take vectors. */
  private static List<Row> score(String model) {
    return client
        .transform(model, Map.of(), table())
        .selectExpr("label", "prediction", "string(probability) AS probability")
        .collectAsList();
  }

  private static List<Row> about(String model, String what) {
    return client
        .transform(model, Map.of("transformOutput", what), client.sql("SELECT 1 AS nothing"))
        .collectAsList();
  }

  @Test
  void aModelIsTrainedScoresAndTellsOfItself() {
    String model = client.fit(PACKAGE + "KindlingClassifier", PARAMS, table());
    long right =
        score(model).stream()
            .filter(row -> row.<Integer>getAs("label") == row.<Double>getAs("prediction").intValue())
            .count();
    assertTrue(right > 120, right + " of 140 are right");
    Row summary = about(model, "summary").get(0);
    assertEquals(20, summary.<Integer>getAs("steps"));
    List<Double> losses = summary.getList(summary.fieldIndex("trainingLoss"));
    assertTrue(losses.get(3) < losses.get(0), losses.toString());
    Row network = about(model, "network").get(0);
    assertTrue(network.<String>getAs("text").contains("Linear(in_features=2, out_features=8"));
    assertEquals(4, about(model, "weights").size());
  }

  @Test
  void aModelIsSavedAndLoadedWithTheSameBits(@TempDir Path folder) {
    String path = folder.resolve("model").toString();
    String model = client.fit(PACKAGE + "KindlingClassifier", PARAMS, table());
    client.save(model, path);
    String loaded = client.load(PACKAGE + "KindlingClassificationModel", path);
    assertEquals(score(model), score(loaded));
    assertEquals(List.of(), about(loaded, "summary"));
  }

  /** Each stage that the jar tells the server of, and no more: estimators by their models. */
  @Test
  void everyListedStageWorks(@TempDir Path folder) throws IOException {
    List<String> estimators = listed("Estimator");
    Set<String> models = new TreeSet<>();
    for (String estimator : estimators) {
      Map<String, Object> params = new HashMap<>(PARAMS);
      boolean numbers = estimator.endsWith("Regressor");
      params.put("architecture", numbers ? "mlp([2, 8, 1])" : "mlp([2, 8, 2])");
      String path = folder.resolve(estimator).toString();
      String model = client.fit(estimator, params, table());
      client.save(model, path);
      String type = savedClass(path);
      String loaded = client.load(type, path);
      List<Row> scores = predictions(model);
      assertEquals(140, scores.size(), type);
      assertTrue(scores.stream().distinct().count() > 1, type);
      assertEquals(scores, predictions(loaded), type);
      models.add(type);
    }
    assertEquals(Set.copyOf(listed("Transformer")), models);
    assertTrue(estimators.size() >= 2, estimators::toString);
  }

  private static List<Row> predictions(String model) {
    return client.transform(model, Map.of(), table()).select("label", "prediction").collectAsList();
  }

  /** Stages of ours under META-INF/services. */
  private static List<String> listed(String kind) throws IOException {
    List<String> stages = new ArrayList<>();
    for (URL url :
        Collections.list(
            ConnectTest.class
                .getClassLoader()
                .getResources("META-INF/services/org.apache.spark.ml." + kind))) {
      try (InputStream in = url.openStream()) {
        new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith(PACKAGE))
            .forEach(stages::add);
      }
    }
    return stages;
  }

  private static String savedClass(String path) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(path, "metadata"))) {
      Path part =
          files.filter(file -> file.getFileName().toString().startsWith("part-")).findFirst().get();
      return new ObjectMapper().readTree(part.toFile()).path("class").asText();
    }
  }

  /** The server makes every listed operator before it makes the one that is asked for. */
  @Test
  void sparksOwnTransformersGoOnWorking() {
    Dataset<Row> binary =
        client.apply(
            "org.apache.spark.ml.feature.Binarizer",
            Map.of("inputCol", "x", "outputCol", "above", "threshold", 0.5),
            client.sql("SELECT double(id) AS x FROM range(2)"));
    assertEquals(2, binary.collectAsList().size());
  }

  @Test
  void badDataAreSaidInWords() {
    Dataset<Row> gap = client.sql("SELECT array(1.0D, 2.0D) AS features, int(NULL) AS label");
    Exception refused =
        assertThrows(
            Exception.class, () -> client.fit(PACKAGE + "KindlingClassifier", PARAMS, gap));
    assertTrue(refused.getMessage().contains("label is null"), refused.getMessage());
  }

  /** PySpark's client, where there is one that knows ML. */
  @Test
  void pythonsClientWorksToo() throws Exception {
    PythonProcess.runTests(
        Path.of("python").toAbsolutePath(),
        Map.of("KINDLING_CONNECT", server.address()),
        "-m",
        "unittest",
        "discover",
        "-v",
        "-s",
        "tests",
        "-p",
        "test_connect.py");
  }
}
