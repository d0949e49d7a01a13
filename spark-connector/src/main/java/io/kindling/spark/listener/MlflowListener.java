package io.kindling.spark.listener;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an MLflow tracking server of a run by its REST calls (api/2.0/mlflow): parameters, tags,
 * metrics by step, and how it ended. A thread of its own does so; a server that does not answer
 * costs training nothing, and one warning.
 */
public final class MlflowListener implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(MlflowListener.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long LAST_PATIENCE_SECONDS = 15;

  /** For a server that has not answered at all. */
  private static final long SHORT_PATIENCE_SECONDS = 2;

  /** What the server takes in one call. */
  private static final int MOST_METRICS = 1_000;

  private static final int MOST_PARAMETERS = 100;
  private static final int LONGEST_VALUE = 500;
  private static final int MOST_WAITING = 10_000;

  private final String server;
  private final String experiment;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();
  private final LinkedBlockingQueue<Object> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile boolean broken;
  private volatile boolean reached;
  private TrainingStart run;
  private long made;
  private String runId;

  private record Metric(String key, double value, long timestamp, long step) {}

  private record End(String status) {}

  /**
   * @param server address of the tracking server, as {@code http://host:5000}
   * @param experiment name; made if it is not there
   * @param token for the header Authorization: Bearer, or null
   */
  public MlflowListener(String server, String experiment, String token) {
    this.server = server.replaceAll("/+$", "");
    this.experiment = experiment;
    this.token = token;
  }

  @Override
  public void onStart(TrainingStart start) {
    run = start;
    Thread thread = new Thread(this::send, "kindling-mlflow");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void onStep(StepReport step) {
    made = step.step() + 1;
    if (made % TensorBoardListener.stride(made) != 0) {
      return;
    }
    metric("train_loss", step.sums().loss());
    if (run.classification()) {
      metric("train_accuracy", step.sums().accuracy());
    }
    metric("learning_rate", step.learningRate());
    metric("samples_per_second", step.sums().samples() / step.seconds());
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    metric("epoch", epoch.epoch());
    epoch
        .evaluation()
        .ifPresent(
            judged -> {
              metric("evaluation_loss", judged.loss());
              if (run.classification()) {
                metric("evaluation_accuracy", judged.accuracy());
              }
            });
  }

  /** What does not fit any more is left out, as when the server is slower than training. */
  private void metric(String key, double value) {
    if (!broken && Double.isFinite(value)) {
      waiting.offer(new Metric(key, value, System.currentTimeMillis(), made));
    }
  }

  @Override
  public void onEnd(TrainingResult result) {
    end("FINISHED");
  }

  @Override
  public void onFailure(Exception failure) {
    boolean cancelled = failure instanceof TrainingFailedException ended && ended.isCancelled();
    end(cancelled ? "KILLED" : "FAILED");
  }

  private void end(String status) {
    boolean interrupted = Thread.interrupted();
    try {
      long patience = reached ? LAST_PATIENCE_SECONDS : SHORT_PATIENCE_SECONDS;
      if (!broken && waiting.offer(new End(status), patience, TimeUnit.SECONDS)) {
        done.get(patience, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "MLflow: {} does not answer in time and was not told of the run's end; look whether the"
              + " server runs",
          server);
    } finally {
      broken = true;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The thread's work. */
  private void send() {
    try {
      begin();
      reached = true;
      List<Object> batch = new ArrayList<>();
      for (boolean ended = false; !ended && !broken; ) {
        batch.clear();
        Object first = waiting.poll(1, TimeUnit.SECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        waiting.drainTo(batch, MOST_METRICS - 1);
        ended = send(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      if (!broken) {
        LOG.warn(
            "MLflow: {} cannot be told of the run: {}; look whether the address is right and the"
                + " server runs. Training goes on without it",
            server,
            e.toString());
      }
      broken = true;
      waiting.clear();
    } finally {
      done.complete(null);
    }
  }

  private void begin() throws IOException, InterruptedException {
    Map<String, Object> start = new LinkedHashMap<>();
    start.put("experiment_id", experimentId());
    start.put("run_name", run.name());
    start.put("start_time", System.currentTimeMillis());
    start.put(
        "tags",
        List.of(
            entry("mlflow.source.type", "JOB"),
            entry("kindling.run", run.id()),
            entry("kindling.strategy", run.strategy())));
    runId = post("runs/create", start).path("run").path("info").path("run_id").asText();
    if (runId.isEmpty()) {
      throw new IOException("runs/create answered without a run_id");
    }
    List<Map<String, Object>> parameters = new ArrayList<>();
    run.configuration()
        .forEach(
            (name, value) -> {
              String cut =
                  value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE);
              parameters.add(entry(name.replaceAll("[^\\w.\\- /]", "_"), cut));
            });
    for (int from = 0; from < parameters.size(); from += MOST_PARAMETERS) {
      int to = Math.min(parameters.size(), from + MOST_PARAMETERS);
      post("runs/log-batch", Map.of("run_id", runId, "params", parameters.subList(from, to)));
    }
  }

  private String experimentId() throws IOException, InterruptedException {
    String name = URLEncoder.encode(experiment, StandardCharsets.UTF_8);
    HttpResponse<String> found =
        http.send(
            request("experiments/get-by-name?experiment_name=" + name).GET().build(),
            BodyHandlers.ofString());
    if (found.statusCode() == 200) {
      return JSON.readTree(found.body()).path("experiment").path("experiment_id").asText();
    }
    if (found.statusCode() != 404) {
      throw new IOException("experiments/get-by-name answered " + found.statusCode());
    }
    return post("experiments/create", Map.of("name", experiment)).path("experiment_id").asText();
  }

  /** Returns whether the end was among it. */
  private boolean send(List<Object> batch) throws IOException, InterruptedException {
    List<Map<String, Object>> metrics = new ArrayList<>();
    End end = null;
    for (Object each : batch) {
      if (each instanceof Metric m) {
        Map<String, Object> metric = new LinkedHashMap<>();
        metric.put("key", m.key());
        metric.put("value", m.value());
        metric.put("timestamp", m.timestamp());
        metric.put("step", m.step());
        metrics.add(metric);
      } else {
        end = (End) each;
      }
    }
    if (!metrics.isEmpty()) {
      post("runs/log-batch", Map.of("run_id", runId, "metrics", metrics));
    }
    if (end != null) {
      post(
          "runs/update",
          Map.of("run_id", runId, "status", end.status(), "end_time", System.currentTimeMillis()));
    }
    return end != null;
  }

  private static Map<String, Object> entry(String key, String value) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("key", key);
    entry.put("value", value);
    return entry;
  }

  private JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + " answered " + answer.statusCode());
    }
    return JSON.readTree(answer.body());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(server + "/api/2.0/mlflow/" + path)).timeout(PATIENCE);
    return token == null ? builder : builder.header("Authorization", "Bearer " + token);
  }
}
