package io.kindling.spark.internals.network;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.NoOpRpcHandler;

/** Someone who calls a worker's port with Spark's own client, and none of our guards. */
public final class Caller implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TransportContext context;
  private final TransportClientFactory factory;

  public Caller(SparkConf conf) {
    ExecutorNetwork network = ExecutorNetwork.of(conf, "127.0.0.1");
    context = network.context(new NoOpRpcHandler(), 1, PATIENCE);
    List<TransportClientBootstrap> bootstraps = network.clientBootstraps(context);
    factory = context.createClientFactory(bootstraps);
  }

  public TransportClient call(String host, int port) throws IOException, InterruptedException {
    return factory.createUnmanagedClient(host, port);
  }

  /** What is below a connection, to send on it what it would not send. */
  public static TransportClient below(Connection connection) {
    return connection.client();
  }

  @Override
  public void close() {
    factory.close();
    context.close();
  }
}
