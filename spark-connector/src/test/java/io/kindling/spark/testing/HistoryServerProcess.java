package io.kindling.spark.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Spark's History Server in a process of its own, with Kindling on its class path. */
public final class HistoryServerProcess implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 180_000;

  private final Process process;
  private final Path log;
  private final String url;

  private HistoryServerProcess(Process process, Path log, String url) {
    this.process = process;
    this.log = log;
    this.url = url;
  }

  /** Serves the event logs of a folder. */
  public static HistoryServerProcess start(Path events) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command =
        new ArrayList<>(SparkJvm.command(org.apache.spark.deploy.history.HistoryServer.class));
    command.addAll(
        1,
        List.of(
            "-Dspark.history.fs.logDirectory=" + events.toUri(),
            "-XX:TieredStopAtLevel=1", // shows a few pages
            "-Dspark.history.ui.port=" + port,
            "-Dspark.history.fs.update.interval=1s"));
    Path log = Files.createTempFile("kindling-history", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return new HistoryServerProcess(builder.start(), log, "http://127.0.0.1:" + port + "/");
  }

  /** The address of an application's pages, once they are there. */
  public String application(String id) throws IOException, InterruptedException {
    String pages = url + "history/" + id + "/";
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        ShownTraining.page(pages + "jobs/");
        return pages;
      } catch (IOException e) {
        Thread.sleep(300);
      }
    }
    throw new AssertionError("the History Server does not show it:\n" + Files.readString(log));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    Files.deleteIfExists(log);
  }
}
