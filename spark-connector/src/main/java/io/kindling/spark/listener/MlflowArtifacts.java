package io.kindling.spark.listener;

import io.kindling.nn.Module;
import io.kindling.spark.files.ModelFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Where the artifacts of an MLflow run go: through the tracking server, when it passes them on
 * ({@code mlflow-artifacts:}, {@code http:}), else to a folder on a file system that Hadoop knows.
 */
final class MlflowArtifacts {
  private static final String NAME = "model";
  private static final String THROUGH = "/api/2.0/mlflow-artifacts/artifacts";

  private final MlflowServer server;
  private final Configuration hadoop;

  MlflowArtifacts(MlflowServer server, Configuration hadoop) {
    this.server = server;
    this.hadoop = hadoop;
  }

  /**
   * Saves a {@link ModelFolder} as the artifact {@value #NAME}.
   *
   * @param root the run's {@code artifact_uri}
   * @throws IOException when it cannot be sent
   * @throws RuntimeException when it cannot be written
   */
  void save(Module module, Map<String, ?> facts, String root)
      throws IOException, InterruptedException {
    if (root.isEmpty()) {
      throw new IOException("the server has told no place for artifacts");
    }
    String place = throughServer(root);
    if (place == null) {
      ModelFolder.open(hadoop, onFileSystem(root) + "/" + NAME).write(module, facts);
      return;
    }
    Path aside = Files.createTempDirectory("kindling-mlflow");
    try {
      ModelFolder.open(new Configuration(false), aside.toUri().toString()).write(module, facts);
      for (String file : ModelFolder.FILES) {
        server.put(URI.create(place + "/" + NAME + "/" + file), aside.resolve(file));
      }
    } finally {
      delete(aside);
    }
  }

  /** Where the server takes what belongs there; null when it does not. */
  private String throughServer(String root) {
    URI uri = URI.create(root);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    switch (scheme) {
      case "http":
      case "https":
        return root;
      case "mlflow-artifacts":
        URI own = URI.create(server.address());
        return uri.getRawAuthority() == null
            ? server.address() + THROUGH + uri.getRawPath()
            : own.getScheme() + "://" + uri.getRawAuthority() + THROUGH + uri.getRawPath();
      default:
        return null;
    }
  }

  /** As Hadoop names it. */
  private String onFileSystem(String root) {
    String scheme = URI.create(root).getScheme();
    if (scheme == null) {
      return "file:" + root; // for MLflow a path without a scheme is on this machine
    }
    boolean named = scheme.equals("s3") && hadoop.get("fs.s3.impl") == null;
    return named ? "s3a" + root.substring(2) : root;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
