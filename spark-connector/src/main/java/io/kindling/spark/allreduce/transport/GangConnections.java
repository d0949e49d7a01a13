package io.kindling.spark.allreduce.transport;

import io.kindling.spark.internals.ExecutorNetwork;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gang's sockets and threads: a server for higher ranks, and connections to lower ones. */
final class GangConnections {
  private static final Logger LOG = LoggerFactory.getLogger(GangConnections.class);
  private static final long POLL_MILLIS = 50;
  private static final long FLUSH_MILLIS = 500;
  private static final long LINGER_MILLIS = 500;

  private final Gang gang;
  private final ExecutorNetwork network;
  private final TransportContext context;
  private final TransportServer server;
  private TransportClientFactory clients;

  private GangConnections(Gang gang, ExecutorNetwork network) {
    this.gang = gang;
    this.network = network;
    this.context =
        network.context(
            new GangHandler(gang), gang.options().ioThreads(), gang.options().joinTimeout());
    boolean listens = false;
    try {
      this.server = listen();
      listens = true;
    } finally {
      if (!listens) {
        context.close();
      }
    }
  }

  /** Opens this worker's port, on any free one; the gang's {@code close} closes it. */
  static GangConnections open(Gang gang, ExecutorNetwork network) {
    GangConnections connections = new GangConnections(gang, network);
    gang.onDisconnect(connections::close);
    return connections;
  }

  private TransportServer listen() {
    try {
      return context.createServer(network.host(), 0, bootstraps());
    } catch (RuntimeException e) {
      // As in containers behind address translation: the advertised name is not a local one.
      LOG.info("{}: cannot bind to {} ({}), binding to all", gang, network.host(), e.toString());
      return context.createServer(0, bootstraps());
    }
  }

  private List<TransportServerBootstrap> bootstraps() {
    List<TransportServerBootstrap> all = new ArrayList<>(network.serverBootstraps(context));
    all.add(BadFrames.bootstrap());
    return all;
  }

  /** Where peers find this worker. */
  GangAddress address() {
    return new GangAddress(network.host(), server.getPort(), gang.id());
  }

  /** Connects to every peer; addresses are in rank order. */
  void connect(List<GangAddress> addresses) {
    if (addresses.size() != gang.size()) {
      throw new IllegalArgumentException(
          "gang: got " + addresses.size() + " addresses, want " + gang.size());
    }
    synchronized (this) {
      clients = context.createClientFactory(network.clientBootstraps(context));
    }
    for (Peer peer : gang.peers()) {
      peer.locate(addresses.get(peer.rank()));
    }
    try {
      for (Peer peer : gang.peers()) {
        if (peer.rank() < gang.rank()) {
          connect(peer, addresses.get(peer.rank()));
        }
      }
      for (Peer peer : gang.peers()) {
        if (!awaitBegin(peer)) {
          throw failed(
              ExchangeException.blaming(
                  peer.rank(),
                  "cannot join a gang with "
                      + peer
                      + ": it has not called for "
                      + gang.options().joinTimeout().toMillis()
                      + " ms"));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(gang.blamingSelf("its task was interrupted while it joined"));
    }
    Heartbeat.start(gang);
    if (gang.options().sharedMemory() && !network.encrypts()) {
      for (Peer peer : gang.peers()) {
        if (addresses.get(peer.rank()).host().equals(network.host())) {
          peer.client().getChannel().eventLoop().execute(gang.guarded(peer.shared()::allow));
        }
      }
    }
  }

  /** Waits for a peer's call; its task may have failed, and this one be cancelled for that. */
  private boolean awaitBegin(Peer peer) throws InterruptedException {
    long end = System.nanoTime() + gang.options().joinTimeout().toNanos();
    while (!peer.awaitBegin(POLL_MILLIS)) {
      if (gang.isCancelled()) {
        throw failed(gang.blamingSelf("its task was cancelled while it joined"));
      }
      if (System.nanoTime() - end >= 0) {
        return false;
      }
    }
    return true;
  }

  private void connect(Peer peer, GangAddress at) throws InterruptedException {
    try {
      TransportClient client = clients.createUnmanagedClient(at.host(), at.port());
      GangHandler.introduce(client, peer);
      client.sendRpcSync(
          Frame.encode(gang.rank(), at.gang(), new Frame.Hello(gang.size())),
          gang.options().joinTimeout().toMillis());
      peer.begin();
    } catch (IOException | RuntimeException e) {
      throw failed(
          ExchangeException.blaming(
              peer.rank(), "cannot join a gang with " + peer + ": " + e.getMessage(), e));
    }
  }

  private ExchangeException failed(ExchangeException cause) {
    gang.fail(cause);
    return cause;
  }

  /** Closes all that was opened, whatever goes wrong with some of it. */
  private synchronized void close() {
    List<Peer> connected = gang.peers().stream().filter(peer -> peer.client() != null).toList();
    try {
      connected.forEach(peer -> flush(peer.client()));
      connected.forEach(peer -> endOutput(peer.client().getChannel()));
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
      for (Peer peer : connected) {
        awaitEnd(peer.client().getChannel(), end - System.nanoTime());
        peer.client().close();
        onThreadOf(peer.client(), peer.shared()::close);
      }
    } finally {
      // In the reverse order, each although another has failed.
      try (TransportContext last = context;
          TransportServer second = server;
          TransportClientFactory first = clients) {}
    }
  }

  /** Lets the connection's thread write what was last handed to it. */
  private static void flush(TransportClient client) {
    if (client.isActive()) {
      onThreadOf(client, () -> {});
    }
  }

  /**
   * Lets the other end close first, once it has read all. Whoever closes a connection on which
   * something still comes resets it: then what it sent last, as why it gives up, may be lost, and
   * Spark warns with a stack trace.
   */
  private static void endOutput(Channel channel) {
    // TLS says by itself when it ends.
    if (channel.pipeline().get(SslHandler.class) == null
        && channel instanceof DuplexChannel duplex
        && channel.isActive()) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }

  private static void awaitEnd(Channel channel, long nanos) {
    channel.closeFuture().awaitUninterruptibly(Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  private static void onThreadOf(TransportClient client, Runnable action) {
    client
        .getChannel()
        .eventLoop()
        .submit(action)
        .awaitUninterruptibly(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
  }
}
