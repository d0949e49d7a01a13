package io.kindling.spark.listener;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.nn.Module;
import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.StepReport;
import java.io.IOException;
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
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an MLflow tracking server of a run: parameters, tags, metrics by step, the trained model as
 * the artifact {@code model}, and how it ended. A thread of its own does so; a server that does not
 * answer costs training nothing, and one warning.
 */
public final class MlflowListener implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(MlflowListener.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(15);

  /** For a server that has not answered at all. */
  private static final Duration SHORT_PATIENCE = Duration.ofSeconds(2);

  /** What the server takes in one call. */
  private static final int MOST_METRICS = 1_000;

  private static final int MOST_PARAMETERS = 100;
  private static final int LONGEST_VALUE = 500;
  private static final int MOST_WAITING = 10_000;

  private final MlflowServer server;
  private final MlflowArtifacts artifacts;
  private final String experiment;
  private final boolean logsModel;
  private final LinkedBlockingQueue<Object> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile boolean broken;
  private volatile boolean reached;
  private TrainingStart run;
  private List<String> classNames;
  private long made;
  private String runId;
  private String artifactUri;

  private record Metric(String key, double value, long timestamp, long step) {}

  /** With the model, where there is one to save. */
  private record End(String status, Module model) {}

  /**
   * @param server address of the tracking server, as {@code http://host:5000}
   * @param experiment name; made if it is not there
   * @param token for the header Authorization: Bearer, or null
   * @param logsModel whether the trained model is saved, too
   * @param hadoop for the file system of the artifacts
   */
  public MlflowListener(
      String server, String experiment, String token, boolean logsModel, Configuration hadoop) {
    this(new MlflowServer(server, token, PATIENCE), experiment, logsModel, hadoop);
  }

  MlflowListener(MlflowServer server, String experiment, boolean logsModel, Configuration hadoop) {
    this.server = server;
    this.artifacts = new MlflowArtifacts(server, hadoop);
    this.experiment = experiment;
    this.logsModel = logsModel;
  }

  @Override
  public void onStart(TrainingStart start) {
    run = start.withoutData();
    classNames = start.data().classNames();
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
    end("FINISHED", logsModel ? result.module() : null);
  }

  @Override
  public void onFailure(Exception failure) {
    boolean cancelled = failure instanceof TrainingFailedException ended && ended.isCancelled();
    end(cancelled ? "KILLED" : "FAILED", null);
  }

  private void end(String status, Module model) {
    boolean interrupted = Thread.interrupted();
    try {
      long patience = (reached ? LAST_PATIENCE : SHORT_PATIENCE).toMillis();
      if (!broken && waiting.offer(new End(status, model), patience, TimeUnit.MILLISECONDS)) {
        if (reached && model != null) {
          patience += uploadPatience().toMillis();
        }
        done.get(patience, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "MLflow: {} does not answer in time and was not told of the run's end; look whether the"
              + " server runs",
          server.address());
    } finally {
      broken = true;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Of its two files. */
  private Duration uploadPatience() {
    return server.patience(0).plus(server.patience(Float.BYTES * run.parameters()));
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
            server.address(),
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
    start.put("experiment_id", server.experimentId(experiment));
    start.put("run_name", run.name());
    start.put("start_time", System.currentTimeMillis());
    start.put(
        "tags",
        List.of(
            entry("mlflow.source.type", "JOB"),
            entry("kindling.run", run.id()),
            entry("kindling.strategy", run.strategy())));
    JsonNode info = server.post("runs/create", start).path("run").path("info");
    runId = info.path("run_id").asText();
    artifactUri = info.path("artifact_uri").asText();
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
      server.post(
          "runs/log-batch", Map.of("run_id", runId, "params", parameters.subList(from, to)));
    }
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
      server.post("runs/log-batch", Map.of("run_id", runId, "metrics", metrics));
    }
    if (end != null) {
      if (end.model() != null) {
        save(end.model());
      }
      server.post(
          "runs/update",
          Map.of("run_id", runId, "status", end.status(), "end_time", System.currentTimeMillis()));
    }
    return end != null;
  }

  /** The rest of the run is told whatever becomes of it. */
  private void save(Module model) throws InterruptedException {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("run", run.name());
    facts.put("model", run.configuration().getOrDefault("model", ""));
    facts.put("classes", classNames);
    try {
      artifacts.save(model, facts, artifactUri);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "MLflow: the model cannot be saved to {}: {}; give the experiment an artifact location"
              + " that this process may write to, or write the model yourself. All else of the run"
              + " is on the server",
          artifactUri,
          e.toString());
    }
  }

  private static Map<String, Object> entry(String key, String value) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("key", key);
    entry.put("value", value);
    return entry;
  }
}
