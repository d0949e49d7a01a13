package io.kindling.spark.allreduce.transport;

import io.kindling.spark.wire.WireFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * This worker's side of the gang: which collectives are in progress, who the peers are, and whether
 * all is still well. Knows frames and peers, not sockets ({@link GangConnections} does).
 *
 * <p>Locks: the registry's guards the maps and the failure; nothing is called while it is held but
 * an outbox's queueing methods.
 */
final class Gang implements SliceExchange {
  private static final int MOST_AHEAD = 4096;

  /** For each worker, of collectives that peers have begun before this one. */
  private static final long MOST_EARLY_SCALARS = 1 << 18;

  private final int rank;
  private final GangOptions options;
  private final GangId id;
  private final BooleanSupplier cancelled;
  private final List<Peer> peers;
  private final Peer[] byRank;
  private final ChunkPool pool;
  private final LongAdder bytesSent = new LongAdder();
  private final LongAdder bytesReceived = new LongAdder();
  private final LongAdder bytesShared = new LongAdder();
  private final Object registry = new Object();
  private final Map<Long, CollectiveRun> runs = new HashMap<>();
  private final Map<Long, Map<Peer, Frame.Open>> early = new HashMap<>();
  private final Receipts receipts = new Receipts();
  private long earlyScalars;
  private long nextSequence;
  private ExchangeException failure;
  private Runnable disconnect = () -> {};
  private boolean closed;

  Gang(int rank, int size, GangOptions options, GangId id, BooleanSupplier cancelled) {
    this.rank = rank;
    this.options = options;
    this.id = id;
    this.cancelled = cancelled;
    this.pool = new ChunkPool(options.chunkElements());
    this.byRank = new Peer[size];
    List<Peer> others = new ArrayList<>();
    for (int other = 0; other < size; other++) {
      if (other != rank) {
        byRank[other] = new Peer(this, other);
        others.add(byRank[other]);
      }
    }
    this.peers = List.copyOf(others);
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return byRank.length;
  }

  @Override
  public ExchangeTraffic traffic() {
    return new ExchangeTraffic(bytesSent.sum(), bytesReceived.sum(), bytesShared.sum());
  }

  GangOptions options() {
    return options;
  }

  GangId id() {
    return id;
  }

  ChunkPool pool() {
    return pool;
  }

  List<Peer> peers() {
    return peers;
  }

  /** The peer of that rank, or null if there is none. */
  Peer peer(int other) {
    return other >= 0 && other < byRank.length ? byRank[other] : null;
  }

  boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  /** Says how to close the connections, once there are some. */
  void onDisconnect(Runnable action) {
    synchronized (registry) {
      disconnect = action;
    }
  }

  @Override
  public PendingExchange submit(
      Collective collective, float[] values, int from, int to, double... scalars) {
    Objects.checkFromToIndex(from, to, values.length);
    if (scalars.length > Frame.MAX_SCALARS) {
      throw new IllegalArgumentException(
          collective + ": got " + scalars.length + " scalars, want at most " + Frame.MAX_SCALARS);
    }
    WireFormat format =
        collective == Collective.ALL_GATHER ? WireFormat.FLOAT32 : options.wireFormat();
    Frame.Shape shape =
        new Frame.Shape(collective, format, new Slice(from, to), options.chunkElements());
    CollectiveRun run;
    Map<Peer, Frame.Open> waiting;
    synchronized (registry) {
      if (failure != null) {
        throw failure.rethrown();
      }
      if (closed) {
        throw ExchangeException.of(collective + ": this exchange is closed");
      }
      long sequence = nextSequence++;
      run = new CollectiveRun(this, sequence, shape, values, scalars);
      runs.put(sequence, run);
      waiting = early.remove(sequence);
      if (waiting != null) {
        waiting.values().forEach(open -> earlyScalars -= open.scalars().length);
        // A peer may leave as soon as it has begun the last collective.
        waiting.keySet().forEach(run::announced);
      }
      for (Peer peer : peers) {
        peer.outbox().control(run.opening());
      }
    }
    if (waiting != null) {
      waiting.forEach(run::opened);
    }
    pump();
    for (Peer peer : peers) {
      if (peer.hasLeft() && run.needs(peer)) {
        fail(left(peer));
      }
    }
    return run;
  }

  /** Sends what waits for each peer, as far as its connection takes it. */
  void pump() {
    for (Peer peer : peers) {
      peer.outbox().pump();
    }
  }

  /** Acts on a frame without a body. */
  void receive(Peer peer, Frame frame) {
    if (frame instanceof Frame.Open open) {
      opened(peer, open);
    } else if (frame instanceof Frame.Abort abort) {
      int culprit = abort.culprit() == rank || peer(abort.culprit()) != null ? abort.culprit() : -1;
      fail(
          culprit < 0
              ? ExchangeException.of(abort.reason())
              : ExchangeException.blaming(culprit, abort.reason()));
    } else if (frame instanceof Frame.Bye) {
      peer.leave();
      boolean needed;
      synchronized (registry) {
        needed = runs.values().stream().anyMatch(pending -> pending.needs(peer));
      }
      if (needed) {
        fail(left(peer));
      }
    } else {
      peer.shared().receive(frame);
    }
  }

  private void opened(Peer peer, Frame.Open open) {
    CollectiveRun run;
    long before;
    long ahead;
    synchronized (registry) {
      run = runs.get(open.sequence());
      before = nextSequence;
      ahead = open.sequence() - before;
      if (run == null && failure == null && ahead >= 0 && ahead < MOST_AHEAD) {
        earlyScalars += open.scalars().length;
        if (earlyScalars > MOST_EARLY_SCALARS * size()) {
          ahead = MOST_AHEAD;
        } else {
          early.computeIfAbsent(open.sequence(), s -> new HashMap<>()).putIfAbsent(peer, open);
        }
      }
    }
    if (run != null) {
      run.opened(peer, open);
    } else if (ahead >= MOST_AHEAD) {
      fail(
          ExchangeException.blaming(
              peer.rank(),
              peer
                  + " is "
                  + (open.sequence() - before)
                  + " collectives ahead, with "
                  + open.scalars().length
                  + " scalars"));
    }
  }

  /** The collective that a peer's chunk belongs to, or null if the chunk is to be dropped. */
  CollectiveRun accept(Peer peer, Frame.Data data) {
    CollectiveRun run;
    synchronized (registry) {
      run = runs.get(data.sequence());
    }
    if (run == null) {
      return null;
    }
    if (!run.expects(peer, data)) {
      fail(ExchangeException.blaming(peer.rank(), peer + " sent a chunk that is not due: " + data));
      return null;
    }
    return run;
  }

  void ended(CollectiveRun run) {
    synchronized (registry) {
      runs.remove(run.sequence());
    }
  }

  void sent(long bytes) {
    bytesSent.add(bytes);
  }

  void shared(long bytes) {
    bytesSent.add(bytes);
    bytesShared.add(bytes);
  }

  void received(long bytes) {
    bytesReceived.add(bytes);
  }

  Receipts receipts() {
    return receipts;
  }

  /** A peer's connection has closed. */
  void disconnected(Peer peer) {
    if (!peer.hasLeft()) {
      fail(lost(peer, "its connection closed"));
    }
  }

  /** A peer's machine or process has stopped without closing its connections. */
  void silent(Peer peer) {
    fail(lost(peer, "nothing heard for " + options.silenceTimeout().toMillis() + " ms"));
  }

  private static ExchangeException lost(Peer peer, String how) {
    return ExchangeException.blaming(peer.rank(), peer + " was lost: " + how);
  }

  private static ExchangeException left(Peer peer) {
    return ExchangeException.blaming(
        peer.rank(), peer + " has left the gang before this collective");
  }

  ExchangeException blamingSelf(String reason) {
    return ExchangeException.blaming(rank, "rank " + rank + " gave up: " + reason);
  }

  /**
   * This Spark lacks what the gang uses: found on a thread of the network, where an error would end
   * in a log, and the gang would wait for ever.
   */
  void unlinked(LinkageError error) {
    fail(ExchangeException.blaming(rank, "rank " + rank + " gave up: " + error, error));
  }

  /** Work for a thread of the network. */
  Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (LinkageError e) {
        unlinked(e);
      }
    };
  }

  /**
   * Ends everything: pending and later calls throw {@code cause}, peers are told. When this returns
   * no thread writes to a caller's array any more. Only the first failure counts. Call without
   * holding any lock.
   */
  void fail(ExchangeException cause) {
    List<CollectiveRun> pending;
    synchronized (registry) {
      if (failure != null || closed) {
        return;
      }
      failure = cause;
      pending = new ArrayList<>(runs.values());
      runs.clear();
      early.clear();
      Frame abort = new Frame.Abort(cause.culprit().orElse(-1), cause.getMessage());
      for (Peer peer : peers) {
        peer.outbox().empty();
        peer.outbox().control(abort);
      }
    }
    pending.forEach(run -> run.fail(cause));
    pump();
    for (Peer peer : peers) {
      synchronized (peer.receiveLock()) {
        // Whoever was writing has finished; whoever comes now sees the failure.
        peer.excuse();
      }
    }
    pending.forEach(CollectiveRun::release);
  }

  @Override
  public void close() {
    boolean healthy;
    boolean unfinished;
    synchronized (registry) {
      if (closed) {
        return;
      }
      unfinished = !runs.isEmpty();
    }
    if (unfinished) {
      fail(blamingSelf("it closed the exchange during a collective"));
    }
    Runnable disconnecting;
    synchronized (registry) {
      if (closed) {
        return;
      }
      healthy = failure == null;
      disconnecting = disconnect;
    }
    try {
      if (healthy) {
        receipts.awaitAll();
        for (Peer peer : peers) {
          peer.outbox().control(new Frame.Bye());
        }
        pump();
      }
    } finally {
      synchronized (registry) {
        closed = true;
      }
      disconnecting.run();
    }
  }

  @Override
  public String toString() {
    return "gang of " + size() + ", rank " + rank + ", attempt " + id.epoch();
  }
}
