package io.kindling.spark.allreduce.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;

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
  private final ArrayDeque<Run> runs = new ArrayDeque<>();
  private TransportClient client;
  private int inFlight;
  private boolean wakeUpPending;
  private boolean draining;
  private boolean emptied;

  /** One chunk of an operation: a contribution, or (gathered) its owner's numbers. */
  private record Piece(Operation operation, boolean gathered, Slice range) {}

  /** The chunks of a slice, to be sent one after another. */
  private static final class Run {
    final Operation operation;
    final boolean gathered;
    final Slice slice;
    int next;

    Run(Operation operation, boolean gathered, Slice slice) {
      this.operation = operation;
      this.gathered = gathered;
      this.slice = slice;
    }

    boolean isDone() {
      return next == slice.chunks(operation.chunkElements());
    }

    Piece take() {
      return new Piece(operation, gathered, slice.chunk(next++, operation.chunkElements()));
    }
  }

  Outbox(Gang gang, Peer peer) {
    this.gang = gang;
    this.peer = peer;
  }

  void connect(TransportClient to) {
    synchronized (this) {
      client = to;
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
  synchronized void sum(Operation operation, Slice range) {
    if (!emptied) {
      sums.add(new Piece(operation, true, range));
    }
  }

  /** Queues all chunks of a slice. */
  synchronized void slice(Operation operation, boolean gathered, Slice slice) {
    if (!emptied && slice.length() > 0) {
      runs.add(new Run(operation, gathered, slice));
    }
  }

  /** Forgets the chunks that wait; messages stay. */
  synchronized void empty() {
    emptied = true;
    sums.clear();
    runs.clear();
  }

  /** Sends what may be sent now, on the connection's thread. */
  void pump() {
    EventLoop loop;
    synchronized (this) {
      if (client == null || wakeUpPending) {
        return;
      }
      loop = client.getChannel().eventLoop();
      if (!loop.inEventLoop()) {
        wakeUpPending = true;
      }
    }
    if (loop.inEventLoop()) {
      drain();
    } else if (!loop.isShuttingDown()) {
      loop.execute(this::wakeUp);
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
    } finally {
      draining = false;
    }
    client.getChannel().flush();
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
      write(control);
    } else if (piece != null) {
      send(piece);
    }
    return control != null || piece != null;
  }

  /** Goes out with what follows. */
  private void write(ByteBuffer frame) {
    Channel channel = client.getChannel();
    channel.write(WholeMessage.of(frame, channel.alloc()));
  }

  private boolean hasRoom() {
    SharedLane shared = peer.shared();
    return shared.isOpen() ? shared.hasRoom() : inFlight < CHUNKS_IN_FLIGHT;
  }

  /** Under the lock. */
  private Piece nextPiece() {
    Piece sum = sums.poll();
    if (sum != null) {
      return sum;
    }
    Run run = runs.peek();
    if (run == null) {
      return null;
    }
    Piece piece = run.take();
    if (run.isDone()) {
      runs.remove();
    }
    return piece;
  }

  private void send(Piece piece) {
    Slice range = piece.range();
    var data =
        new Frame.Data(
            piece.operation().sequence(), piece.gathered(), range.from(), range.length());
    gang.receipts().expect();
    if (peer.shared().isOpen()) {
      share(piece, data);
    } else {
      peer.shared().sending(data.count());
      upload(piece, data);
    }
  }

  private void share(Piece piece, Frame.Data data) {
    Operation operation = piece.operation();
    int slot = peer.shared().put(operation.values(), piece.range(), operation.format());
    write(Frame.encode(gang.rank(), peer.gang(), new Frame.Shared(data, slot)));
    gang.shared((long) data.count() * operation.format().width());
    operation.sent(peer, piece.range());
  }

  private void upload(Piece piece, Frame.Data data) {
    Operation operation = piece.operation();
    synchronized (this) {
      inFlight++;
    }
    OutboundChunk chunk =
        new OutboundChunk(
            operation.values(),
            piece.range(),
            operation.format(),
            () -> {
              gang.sent((long) data.count() * operation.format().width());
              operation.sent(peer, piece.range());
              written();
            });
    client.uploadStream(
        new NioManagedBuffer(Frame.encode(gang.rank(), peer.gang(), data)),
        chunk,
        new Acknowledgement());
  }

  private final class Acknowledgement implements RpcResponseCallback {
    @Override
    public void onSuccess(ByteBuffer response) {
      gang.receipts().arrived();
    }

    @Override
    public void onFailure(Throwable cause) {
      // The connection closes, which the gang learns from its handler.
      gang.receipts().arrived();
    }
  }

  private void written() {
    synchronized (this) {
      inFlight--;
    }
    pump();
  }
}
