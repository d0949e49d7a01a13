package io.kindling.spark.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * Spark's standalone master and two workers of one core in this JVM; executors are processes of
 * their own. Unlike {@code local-cluster}, the workers are on two hosts where the system allows it
 * (all of 127.0.0.0/8 is this machine on Linux), which Spark wants before it starts a speculative
 * copy of a task.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final String FIRST_HOST = "127.0.0.1";
  private static final String SECOND_HOST = "127.0.0.2";
  private static final int WORKER_MEGABYTES = 1024;

  private final List<RpcEnv> parts = new ArrayList<>();
  private final String url;

  /** Starts it. */
  public StandaloneCluster() throws IOException {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.shuffle.service.enabled", "false")
            .set("spark.master.ui.enabled", "false")
            .set("spark.deploy.maxExecutorRetries", "-1");
    var master = Master.startRpcEnvAndEndpoint(FIRST_HOST, 0, 0, conf);
    parts.add(master._1());
    url = "spark://" + FIRST_HOST + ":" + master._1().address().port();
    Path work = Files.createTempDirectory("kindling-workers");
    for (int i = 0; i < 2; i++) {
      parts.add(
          Worker.startRpcEnvAndEndpoint(
              i == 1 && hasTwoHosts() ? SECOND_HOST : FIRST_HOST,
              0,
              0,
              1,
              WORKER_MEGABYTES,
              new String[] {url},
              work.toString(),
              Option.apply((Object) i),
              conf,
              Option.empty()));
    }
  }

  /** True where this machine answers to a second address. */
  public static boolean hasTwoHosts() {
    try (ServerSocket ignored = new ServerSocket(0, 1, InetAddress.getByName(SECOND_HOST))) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The master's URL. */
  public String url() {
    return url;
  }

  @Override
  public void close() {
    for (int i = parts.size() - 1; i >= 0; i--) {
      parts.get(i).shutdown();
      parts.get(i).awaitTermination();
    }
  }
}
