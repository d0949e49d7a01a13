package io.kindling.spark.listener;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** An MLflow tracking server, by its REST calls (api/2.0/mlflow). */
final class MlflowServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a connection that is worth using carries. */
  private static final long BYTES_PER_SECOND = 1 << 20;

  private final String address;
  private final String token;
  private final Duration patience;
  private final HttpClient http;

  /**
   * @param address as {@code http://host:5000}
   * @param token for the header Authorization: Bearer, or null
   * @param patience how long an answer may take
   */
  MlflowServer(String address, String token, Duration patience) {
    this.address = address.replaceAll("/+$", "");
    this.token = token;
    this.patience = patience;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** Where it is. */
  String address() {
    return address;
  }

  /** The id of the experiment of this name, which is made if it is not there. */
  String experimentId(String name) throws IOException, InterruptedException {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
    String path = "experiments/get-by-name?experiment_name=" + encoded;
    HttpResponse<String> found =
        http.send(request(call(path), patience).GET().build(), BodyHandlers.ofString());
    if (found.statusCode() == 200) {
      return JSON.readTree(found.body()).path("experiment").path("experiment_id").asText();
    }
    if (found.statusCode() != 404) {
      throw new IOException("experiments/get-by-name answered " + found.statusCode());
    }
    return post("experiments/create", Map.of("name", name)).path("experiment_id").asText();
  }

  /**
   * Makes a call.
   *
   * @return the answer
   * @throws IOException when there is none, or a status other than 200
   */
  JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    HttpRequest request =
        request(call(path), patience)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + " answered " + answer.statusCode());
    }
    return JSON.readTree(answer.body());
  }

  private URI call(String path) {
    return URI.create(address + "/api/2.0/mlflow/" + path);
  }

  /** How long the upload of so many bytes may take. */
  Duration patience(long bytes) {
    return patience.plusSeconds(bytes / BYTES_PER_SECOND);
  }

  /** Uploads a file to where an artifact belongs. */
  void put(URI place, Path file) throws IOException, InterruptedException {
    HttpRequest request =
        request(place, patience(Files.size(file))).PUT(BodyPublishers.ofFile(file)).build();
    int status = http.send(request, BodyHandlers.discarding()).statusCode();
    if (status / 100 != 2) {
      throw new IOException("PUT " + place + " answered " + status);
    }
  }

  /** The token goes to no other host than the server's. */
  private HttpRequest.Builder request(URI where, Duration timeout) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(where).timeout(timeout);
    boolean own = Objects.equals(where.getAuthority(), URI.create(address).getAuthority());
    return token == null || !own ? builder : builder.header("Authorization", "Bearer " + token);
  }
}
