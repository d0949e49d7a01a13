package io.kindling.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.predict.TablePredictor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jobs over tables and texts, small, through their command line. */
final class TrainTableTest {
  private static final Map<String, String> SPARK =
      Map.of(
          "spark.master", "local[2]",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.sql.shuffle.partitions", "2",
          "spark.ui.enabled", "false");

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void set() {
    SPARK.forEach(System::setProperty);
  }

  @AfterAll
  static void forget() {
    SPARK.keySet().forEach(System::clearProperty);
  }

  private int run(String... args) {
    return TrainTableJob.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private JsonNode json() throws Exception {
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }

  @Test
  void ordersBesideSparksClassifiers() throws Exception {
    Path model = folder.resolve("model");
    assertEquals(
        0,
        run(
            "--rows",
            "1500",
            "--epochs",
            "8",
            "--peers",
            "LogisticRegression",
            "--out",
            model + ""),
        err::toString);
    JsonNode results = json();
    assertEquals(1500, results.get("trainingRows").asInt() + results.get("testRows").asInt());
    for (String name : List.of("KindlingClassifier", "LogisticRegression")) {
      double area = results.get(name).get("areaUnderROC").asDouble();
      assertTrue(area > 0.6 && area <= 1, name + " " + results);
    }
    TablePredictor plain = TablePredictor.load(model.resolve("network"));
    assertEquals(2, plain.predict(Map.of("age", 30, "city", "nowhere")).length);
  }

  @Test
  void textsBesideSparksClassifiers() throws Exception {
    String[] args = {
      "--data=generated:topics",
      "--rows=800",
      "--epochs=15",
      "--peers=LogisticRegression,GBTClassifier"
    };
    assertEquals(0, run(args), err::toString);
    JsonNode results = json();
    for (String name : List.of("KindlingClassifier", "LogisticRegression")) {
      double accuracy = results.get(name).get("accuracy").asDouble();
      assertTrue(accuracy > 0.5, name + " " + results);
    }
    assertFalse(results.has("GBTClassifier"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("GBTClassifier is left out"));
  }

  @Test
  @Tag("long")
  void everyClassifierOfSpark() throws Exception {
    assertEquals(0, run("--rows", "1500"), err::toString);
    JsonNode results = json();
    for (String name : SparkPeers.NAMES) {
      assertTrue(results.get(name).get("areaUnderROC").asDouble() > 0.6, results.toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | --inputs=age: numerik       | did you mean numeric",
        "2 | --model=wideAndDep([3])     | did you mean WideAndDeep",
        "2 | --data=generated:shops      | there is no generated:shops",
        "2 | --peers=LogisticRegressor   | did you mean LogisticRegression",
        "1 | --label=klass               | there is no column klass",
        "1 | --inputs=agee: numeric      | did you mean age"
      })
  void everyMistakeIsOneLine(int code, String argument, String message) {
    List<String> args = new ArrayList<>(List.of("--rows", "20", argument));
    assertEquals(code, run(args.toArray(String[]::new)), err::toString);
    List<String> lines = err.toString(StandardCharsets.UTF_8).lines().toList();
    assertTrue(lines.get(lines.size() - 1).contains(message), lines.toString());
  }
}
