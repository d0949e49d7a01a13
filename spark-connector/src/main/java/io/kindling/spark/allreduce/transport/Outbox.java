package io.kindling.spark.allreduce.transport;

import io.kindling.spark.internals.network.Connection;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * What waits to be sent to one peer. Hands over a few chunks at a time, in memory that the peer
 * sees or else to the connection, so that a sum that is ready goes out before contributions that
 * nobody can use yet, while it is still in cache. Thread-safe; nothing is sent while its lock is
 * held. Only the connection's own thread sends: what another thread writes would be overtaken by
 * it.
 */
final class Outbox {
  private static final int CHUNKS_IN_FLIGHT = 4;

  private final Gang gang;
  private final Peer peer;
  private final ArrayDeque<ByteBuffer> controls = new ArrayDeque<>();
  private final ArrayDeque<Piece> sums = new ArrayDeque<>();
  private final ArrayDeque<PendingSlice> slices = new ArrayDeque<>();
  private Connection connection;
  private int inFlight;
  private boolean wakeUpPending;
  private boolean draining;
  private boolean emptied;

  /** One chunk of a run: a contribution, or (gathered) its owner's numbers. */
  private record Piece(CollectiveRun run, boolean gathered, Slice range) {}

  /** The chunks of a slice, to be sent one after another. */
  private static final class PendingSlice {
    final CollectiveRun run;
    final boolean gathered;
    final Slice slice;
    int next;

    PendingSlice(CollectiveRun run, boolean gathered, Slice slice) {
      this.run = run;
      this.gathered = gathered;
      this.slice = slice;
    }

    boolean isDone() {
      return next == slice.chunks(run.chunkElements());
    }

    Piece take() {
      return new Piece(run, gathered, slice.chunk(next++, run.chunkElements()));
    }
  }

  Outbox(Gang gang, Peer peer) {
    this.gang = gang;
    this.peer = peer;
  }

  void connect(Connection to) {
    synchronized (this) {
      connection = to;
    }
    pump();
  }

  /**
   * Queues a message; it goes out before chunks that still wait. Dropped while it is not known
   * where the peer is, as when this worker is cancelled before it has joined: nobody is there who
   * could hear it.
   */
  synchronized void control(Frame frame) {
    if (peer.gang() != null) {
      controls.add(Frame.encode(gang.rank(), peer.gang(), frame));
    }
  }

  /** Queues a chunk of this worker's sum. */
  synchronized void sum(CollectiveRun run, Slice range) {
    if (!emptied) {
      sums.add(new Piece(run, true, range));
    }
  }

  /** Queues all chunks of a slice. */
  synchronized void slice(CollectiveRun run, boolean gathered, Slice slice) {
    if (!emptied && slice.length() > 0) {
      slices.add(new PendingSlice(run, gathered, slice));
    }
  }

  /** Forgets the chunks that wait; messages stay. */
  synchronized void empty() {
    emptied = true;
    sums.clear();
    slices.clear();
  }

  /** Sends what may be sent now, on the connection's thread. */
  void pump() {
    Connection to;
    boolean mayDrain;
    synchronized (this) {
      if (connection == null || wakeUpPending) {
        return;
      }
      to = connection;
      mayDrain = to.isOnItsThread();
      wakeUpPending = !mayDrain;
    }
    if (mayDrain) {
      drain();
    } else {
      to.execute(gang.guarded(this::wakeUp));
    }
  }

  private void wakeUp() {
    synchronized (this) {
      wakeUpPending = false;
    }
    drain();
  }

  /** Runs on the connection's thread only, where a chunk's end may call it again. */
  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      while (sendNext()) {}
    } catch (LinkageError e) {
      gang.unlinked(e);
      while (sendNext()) {} // the others are told
    } finally {
      draining = false;
    }
    connection.flush();
  }

  private boolean sendNext() {
    ByteBuffer control;
    Piece piece = null;
    synchronized (this) {
      control = controls.poll();
      if (control == null) {
        piece = hasRoom() ? nextPiece() : null;
      }
    }
    if (control != null) {
      connection.write(control); // goes out with what follows
    } else if (piece != null) {
      send(piece);
    }
    return control != null || piece != null;
  }

  private boolean hasRoom() {
    SharedMemoryChannel shared = peer.shared();
    return shared.isOpen() ? shared.hasRoom() : inFlight < CHUNKS_IN_FLIGHT;
  }

  /** Under the lock. */
  private Piece nextPiece() {
    Piece sum = sums.poll();
    if (sum != null) {
      return sum;
    }
    PendingSlice next = slices.peek();
    if (next == null) {
      return null;
    }
    Piece piece = next.take();
    if (next.isDone()) {
      slices.remove();
    }
    return piece;
  }

  private void send(Piece piece) {
    Slice range = piece.range();
    var data =
        new Frame.Data(piece.run().sequence(), piece.gathered(), range.from(), range.length());
    gang.receipts().expect();
    if (peer.shared().isOpen()) {
      share(piece, data);
    } else {
      peer.shared().sending(data.count());
      upload(piece, data);
    }
  }

  private void share(Piece piece, Frame.Data data) {
    CollectiveRun run = piece.run();
    int slot = peer.shared().put(run.values(), piece.range(), run.format());
    connection.write(Frame.encode(gang.rank(), peer.gang(), new Frame.Shared(data, slot)));
    gang.shared((long) data.count() * run.format().width());
    run.sent(peer, piece.range());
  }

  private void upload(Piece piece, Frame.Data data) {
    CollectiveRun run = piece.run();
    synchronized (this) {
      inFlight++;
    }
    OutboundChunk chunk =
        new OutboundChunk(
            run.values(),
            piece.range(),
            run.format(),
            () -> {
              gang.sent((long) data.count() * run.format().width());
              run.sent(peer, piece.range());
              written();
            },
            gang.receipts());
    connection.upload(Frame.encode(gang.rank(), peer.gang(), data), chunk);
  }

  private void written() {
    synchronized (this) {
      inFlight--;
    }
    pump();
  }
}
