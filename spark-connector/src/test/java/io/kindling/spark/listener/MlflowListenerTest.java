package io.kindling.spark.listener;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kindling.io.Safetensors;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.Trouble;
import io.kindling.spark.testing.Warnings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server that speaks the REST calls, as MLflow's documentation has them. */
final class MlflowListenerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
  private final List<JsonNode> batches = new CopyOnWriteArrayList<>();
  private final List<JsonNode> updates = new CopyOnWriteArrayList<>();
  private final List<JsonNode> created = new CopyOnWriteArrayList<>();
  private final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();
  private final CountDownLatch never = new CountDownLatch(1);
  @TempDir private Path folder;
  private HttpServer server;
  private int answer = 200;
  private boolean hangs;
  private String artifactUri = "mlflow-artifacts:/17/r1/artifacts";
  private int uploadAnswer = 200;
  private boolean uploadHangs;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/api/2.0/mlflow/", this::handle);
    server.createContext(ARTIFACTS, this::take);
    server.start();
  }

  @AfterEach
  void stop() {
    never.countDown();
    server.stop(0);
  }

  private void hang() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(HttpExchange call) throws IOException {
    if (uploadHangs) {
      hang();
    }
    boolean put = call.getRequestMethod().equals("PUT");
    String path = call.getRequestURI().getPath().substring(ARTIFACTS.length());
    artifacts.put(path, call.getRequestBody().readAllBytes());
    call.sendResponseHeaders(put ? uploadAnswer : 405, -1);
    call.close();
  }

  private void handle(HttpExchange call) throws IOException {
    if (hangs) {
      hang();
    }
    String path = call.getRequestURI().getPath().replace("/api/2.0/mlflow/", "");
    byte[] asked = call.getRequestBody().readAllBytes();
    JsonNode body = asked.length == 0 ? null : JSON.readTree(asked);
    String said = "{}";
    int code = answer;
    switch (path) {
      case "experiments/get-by-name" -> code = answer == 200 ? 404 : answer;
      case "experiments/create" -> said = "{\"experiment_id\": \"17\"}";
      case "runs/create" -> {
        created.add(body);
        var info = Map.of("run_id", "r1", "artifact_uri", artifactUri);
        said = JSON.writeValueAsString(Map.of("run", Map.of("info", info)));
      }
      case "runs/log-batch" -> batches.add(body);
      case "runs/update" -> updates.add(body);
      default -> code = 400;
    }
    byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(code, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  private MlflowListener listener() {
    return listener(true, Duration.ofSeconds(10));
  }

  private MlflowListener listener(boolean logsModel, Duration patience) {
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    return new MlflowListener(
        new MlflowServer(address, null, patience), "mine", logsModel, spark.hadoopConfiguration());
  }

  @Test
  void tellsParametersMetricsByStepAndTheEnd() {
    SmallRun.trainer(folder, spark).name("a run").epochs(2).listener(listener()).build().fit();
    assertEquals("17", created.get(0).path("experiment_id").asText());
    assertEquals("a run", created.get(0).path("run_name").asText());
    List<Long> losses = new ArrayList<>();
    List<Long> judged = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    for (JsonNode batch : batches) {
      assertEquals("r1", batch.path("run_id").asText());
      assertTrue(batch.path("metrics").size() <= 1000);
      for (JsonNode metric : batch.path("metrics")) {
        if (metric.path("key").asText().equals("train_loss")) {
          losses.add(metric.path("step").asLong());
        } else if (metric.path("key").asText().equals("evaluation_accuracy")) {
          judged.add(metric.path("step").asLong());
        }
      }
      batch.path("params").forEach(p -> parameters.add(p.path("key").asText()));
    }
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L), losses);
    assertEquals(List.of(6L, 12L), judged);
    assertTrue(
        parameters.contains("batch size") && parameters.contains("model"), parameters::toString);
    assertEquals(1, updates.size());
    assertEquals("FINISHED", updates.get(0).path("status").asText());
  }

  private void isTheModel(TrainingResult result, byte[] tensors, byte[] facts) throws IOException {
    var there = Safetensors.read(new ByteArrayInputStream(tensors)).tensors();
    var trained = result.module().stateDict();
    assertEquals(trained.keySet(), there.keySet());
    trained.forEach(
        (name, tensor) ->
            assertArrayEquals(tensor.toFloatArray(), there.get(name).toFloatArray(), name));
    JsonNode said = JSON.readTree(facts);
    assertEquals("a run", said.path("run").asText());
    assertEquals("b", said.path("classes").path(1).asText());
  }

  private DistributedTrainer.Builder named() {
    return SmallRun.trainer(folder, spark).name("a run").classNames(List.of("a", "b")).epochs(1);
  }

  @Test
  void theModelGoesThroughTheServer() throws Exception {
    TrainingResult result = named().listener(listener()).build().fit();
    String place = "17/r1/artifacts/model/";
    assertEquals(Set.of(place + "model.safetensors", place + "model.json"), artifacts.keySet());
    isTheModel(
        result, artifacts.get(place + "model.safetensors"), artifacts.get(place + "model.json"));
    assertEquals("FINISHED", updates.get(0).path("status").asText());
  }

  @Test
  void theModelGoesToAFolderWhereArtifactsAreKeptInOne() throws Exception {
    Path kept = folder.resolve("artifacts");
    artifactUri = kept.toUri().toString();
    TrainingResult result = named().listener(listener()).build().fit();
    Path model = kept.resolve("model");
    isTheModel(
        result,
        Files.readAllBytes(model.resolve("model.safetensors")),
        Files.readAllBytes(model.resolve("model.json")));
    assertTrue(artifacts.isEmpty());
    assertEquals("FINISHED", updates.get(0).path("status").asText());
  }

  @Test
  void theModelStaysWhereItIsNotWanted() {
    named().listener(listener(false, Duration.ofSeconds(10))).build().fit();
    assertTrue(artifacts.isEmpty());
    assertEquals("FINISHED", updates.get(0).path("status").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "mlflow-artifacts:/17/r1/artifacts, 500, false, answered 500",
    "mlflow-artifacts:/17/r1/artifacts, 200, true, timed out",
    "nosuch://there/17, 200, false, nosuch",
    "'', 200, false, no place for artifacts"
  })
  void aModelThatCannotBeSavedCostsOneWarning(
      String uri, int answered, boolean hanging, String said) {
    artifactUri = uri;
    uploadAnswer = answered;
    uploadHangs = hanging;
    try (Warnings warnings = Warnings.of(MlflowListener.class)) {
      Duration patience = hanging ? Duration.ofMillis(700) : Duration.ofSeconds(10);
      named().listener(listener(true, patience)).build().fit();
      assertEquals(1, warnings.lines().size(), warnings.lines()::toString);
      String line = warnings.lines().get(0);
      assertTrue(line.contains("the model cannot be saved") && line.contains(said), line);
    }
    assertEquals("FINISHED", updates.get(0).path("status").asText());
  }

  @Test
  void aRunThatFailsIsMarkedSo() {
    Trouble.ask(folder, Trouble.Kind.THROW_ALWAYS);
    assertThrows(
        TrainingFailedException.class,
        () -> SmallRun.trainer(folder, spark).listener(listener()).build().fit());
    assertEquals("FAILED", updates.get(0).path("status").asText());
  }

  @Test
  void aServerThatAnswers500CostsOneWarning() {
    answer = 500;
    warned("answered 500");
  }

  @Test
  void aServerThatIsNotThereCostsOneWarning() {
    server.stop(0);
    warned("cannot be told of the run");
  }

  @Test
  void aServerThatHangsCostsOneWarning() {
    hangs = true;
    warned("MLflow");
  }

  private void warned(String what) {
    try (Warnings warnings = Warnings.of(MlflowListener.class)) {
      var result = SmallRun.trainer(folder, spark).epochs(1).listener(listener()).build().fit();
      assertEquals(6, result.steps());
      assertEquals(1, warnings.lines().size(), warnings.lines()::toString);
      assertTrue(warnings.lines().get(0).contains(what), warnings.lines()::toString);
    }
  }
}
