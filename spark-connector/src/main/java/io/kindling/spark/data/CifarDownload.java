package io.kindling.spark.data;

import io.kindling.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fetches an archive over HTTP to a file, whole and with the right checksum or not at all.
 *
 * @param uri where the archive is
 * @param bytes its length
 * @param sha256 its checksum, 64 hexadecimal digits
 */
public record CifarDownload(URI uri, long bytes, String sha256) {
  /** CIFAR-10, binary version, from its author's page. */
  public static final CifarDownload OFFICIAL =
      new CifarDownload(
          URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
          170_052_171L,
          "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** A transfer that brings nothing for so long is given up. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /**
   * Makes {@code target} hold the archive; a file of the right checksum is kept as it is.
   *
   * @throws IOException when the server cannot be reached or the transfer breaks off
   * @throws DataException when what arrived is not the archive
   */
  public void fetch(Path target) throws IOException {
    if (Files.isRegularFile(target) && Files.size(target) == bytes && sha256.equals(hash(target))) {
      return;
    }
    Files.createDirectories(target.toAbsolutePath().getParent());
    Path aside = Files.createTempFile(target.toAbsolutePath().getParent(), "download-", ".part");
    try {
      String got = transfer(aside);
      long length = Files.size(aside);
      if (length != bytes || !got.equals(sha256)) {
        throw new DataException(
            uri
                + ": got "
                + length
                + " bytes with SHA-256 "
                + got
                + ", wanted "
                + bytes
                + " bytes with "
                + sha256
                + "; fetch the archive by hand and pass it as the data");
      }
      Files.move(
          aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private String transfer(Path to) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).GET().build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw new IOException("the server answered with status " + response.statusCode());
        }
        return copy(body, to);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Copies until the end, but no further than a wrong file needs to be told; gives the hash. */
  private String copy(InputStream body, Path to) throws IOException {
    MessageDigest digest = newDigest();
    var lastByte = new AtomicLong(System.nanoTime());
    var watchdog = new Timer("download watchdog", true);
    watchdog.schedule(
        new TimerTask() {
          @Override
          public void run() {
            if (System.nanoTime() - lastByte.get() > IDLE.toNanos()) {
              closeQuietly(body);
            }
          }
        },
        1000,
        1000);
    try (OutputStream out = Files.newOutputStream(to)) {
      byte[] buffer = new byte[1 << 16];
      long total = 0;
      int n = body.read(buffer);
      while (n >= 0 && total <= bytes) {
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
        total += n;
        lastByte.set(System.nanoTime());
        n = body.read(buffer);
      }
    } finally {
      watchdog.cancel();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void closeQuietly(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // The reader is told by its own read.
    }
  }

  private static String hash(Path file) throws IOException {
    MessageDigest digest = newDigest();
    try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
