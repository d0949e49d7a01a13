package io.kindling.spark.allreduce.transport;

import io.kindling.spark.internals.network.Connection;
import io.kindling.spark.internals.network.ExecutorNetwork;
import io.kindling.spark.internals.network.Port;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A gang's sockets and threads: a server for higher ranks, and connections to lower ones. */
final class GangConnections {
  private static final long POLL_MILLIS = 50;
  private static final long FLUSH_MILLIS = 500;
  private static final long LINGER_MILLIS = 500;

  /** Of small messages that wait for a peer to read; and of chunks, where TLS makes copies. */
  private static final long MOST_UNREAD_BYTES = 1 << 24;

  private static final int CHUNKS = 8;

  private final Gang gang;
  private final Port port;
  private final boolean encrypts;

  private GangConnections(Gang gang, ExecutorNetwork network) {
    this.gang = gang;
    this.encrypts = network.encrypts();
    GangOptions options = gang.options();
    long mostUnread = MOST_UNREAD_BYTES + CHUNKS * (long) Float.BYTES * options.chunkElements();
    this.port =
        Port.open(
            network,
            new GangHandler(gang),
            new Port.Options(options.ioThreads(), options.joinTimeout(), mostUnread));
  }

  /** Opens this worker's port, on any free one; the gang's {@code close} closes it. */
  static GangConnections open(Gang gang, ExecutorNetwork network) {
    GangConnections connections = new GangConnections(gang, network);
    gang.onDisconnect(connections::close);
    return connections;
  }

  /** Where peers find this worker. */
  GangAddress address() {
    return new GangAddress(port.host(), port.number(), gang.id());
  }

  /** Connects to every peer; addresses are in rank order. */
  void connect(List<GangAddress> addresses) {
    if (addresses.size() != gang.size()) {
      throw new IllegalArgumentException(
          "gang: got " + addresses.size() + " addresses, want " + gang.size());
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
    if (gang.options().sharedMemory() && !encrypts) {
      for (Peer peer : gang.peers()) {
        if (addresses.get(peer.rank()).host().equals(port.host())) {
          peer.connection().execute(gang.guarded(peer.shared()::allow));
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
      Connection connection = port.connect(at.host(), at.port());
      peer.attach(connection);
      connection.ask(
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

  /** Closes the connections, once the others have read why, and the port. */
  private void close() {
    List<Peer> connected = gang.peers().stream().filter(peer -> peer.connection() != null).toList();
    try {
      connected.forEach(peer -> flush(peer.connection()));
      connected.forEach(peer -> peer.connection().endOutput());
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
      for (Peer peer : connected) {
        peer.connection().awaitEnd(end - System.nanoTime());
        peer.connection().close();
        peer.connection().run(peer.shared()::close, FLUSH_MILLIS);
      }
    } finally {
      port.close();
    }
  }

  /** Lets the connection's thread write what was last handed to it. */
  private static void flush(Connection connection) {
    if (connection.isActive()) {
      connection.run(() -> {}, FLUSH_MILLIS);
    }
  }
}
