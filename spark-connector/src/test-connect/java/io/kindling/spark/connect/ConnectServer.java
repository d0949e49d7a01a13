package io.kindling.spark.connect;

import io.kindling.spark.testing.SparkJvm;
import io.kindling.spark.testing.TestConf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.connect.service.SparkConnectServer;

/** A server of Spark Connect in a JVM of its own, with Kindling on its class path. */
final class ConnectServer implements AutoCloseable {
  private static final int START_SECONDS = 180;

  private final Process process;
  private final Path log;
  private final String address;

  /** Starts it, and waits until it listens. */
  ConnectServer() throws IOException, InterruptedException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    address = "sc://127.0.0.1:" + port;
    log = Files.createTempFile("kindling-connect", ".log");
    process = SparkJvm.start(Main.class, log, log, Integer.toString(port));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new IllegalStateException("the server did not start; it said:\n" + log());
      }
      Thread.sleep(200);
    }
  }

  /** What a client connects to. */
  String address() {
    return address;
  }

  /** What it has said. */
  String log() throws IOException {
    return Files.readString(log);
  }

  private static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** The server's JVM. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      var conf = TestConf.of("Kindling tests of Spark Connect", "local[2]");
      conf.set("spark.connect.grpc.binding.address", "127.0.0.1");
      conf.set("spark.connect.grpc.binding.port", args[0]);
      conf.set("spark.sql.shuffle.partitions", "2");
      for (var entry : conf.getAll()) {
        System.setProperty(entry._1(), entry._2());
      }
      SparkConnectServer.main(new String[0]);
    }
  }
}
