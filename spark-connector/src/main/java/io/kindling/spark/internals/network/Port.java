package io.kindling.spark.internals.network;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port of this executor, which others call and from which others are called, with the threads for
 * both. Authentication and encryption are those of Spark's block transfer.
 */
public final class Port implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Port.class);

  private final ExecutorNetwork network;
  private final TransportContext context;
  private final TransportServer server;
  private TransportClientFactory clients;
  private boolean closed;

  /**
   * How a port works.
   *
   * @param threads that read and write, for calls in each direction
   * @param patience with a connection that is being made, and with who does not say who it is
   * @param mostUnread bytes that may wait until an other end reads them
   */
  public record Options(int threads, Duration patience, long mostUnread) {}

  private Port(ExecutorNetwork network, Dispatcher dispatcher, Options options) {
    this.network = network;
    this.context =
        network.context(
            new PortHandler(dispatcher, options), options.threads(), options.patience());
    boolean listens = false;
    try {
      this.server = listen(dispatcher);
      listens = true;
    } finally {
      if (!listens) {
        context.close();
      }
    }
  }

  /**
   * Opens a port, on any number that is free.
   *
   * @param dispatcher told of what comes; its {@code toString} says in the log whose port it is
   */
  public static Port open(ExecutorNetwork network, Dispatcher dispatcher, Options options) {
    return new Port(network, dispatcher, options);
  }

  private TransportServer listen(Dispatcher owner) {
    try {
      return context.createServer(network.host(), 0, bootstraps());
    } catch (RuntimeException e) {
      // As in containers behind address translation: the advertised name is not a local one.
      LOG.info("{}: cannot bind to {} ({}), binding to all", owner, network.host(), e.toString());
      return context.createServer(0, bootstraps());
    }
  }

  private List<TransportServerBootstrap> bootstraps() {
    List<TransportServerBootstrap> all = new ArrayList<>(network.serverBootstraps(context));
    // The last: what those before it throw is refused, too.
    all.add((channel, handler) -> new RefusingHandler(handler));
    return all;
  }

  /** The name by which others reach it. */
  public String host() {
    return network.host();
  }

  /** Its number. */
  public int number() {
    return server.getPort();
  }

  /**
   * Calls another port.
   *
   * @throws IOException if nobody answers, or this port is closed
   */
  public Connection connect(String host, int number) throws IOException, InterruptedException {
    return Connection.of(clients().createUnmanagedClient(host, number));
  }

  private synchronized TransportClientFactory clients() throws IOException {
    if (closed) {
      throw new IOException("port " + number() + " is closed");
    }
    if (clients == null) {
      clients = context.createClientFactory(network.clientBootstraps(context));
    }
    return clients;
  }

  /** Closes all that was opened, whatever goes wrong with some of it. */
  @Override
  public synchronized void close() {
    closed = true;
    // In the reverse order, each although another has failed.
    try (TransportContext last = context;
        TransportServer second = server;
        TransportClientFactory first = clients) {}
  }
}
