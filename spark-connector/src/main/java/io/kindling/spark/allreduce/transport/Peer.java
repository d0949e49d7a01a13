package io.kindling.spark.allreduce.transport;

import io.kindling.spark.internals.network.Connection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Another worker of the gang, as seen from this one. Each pair of workers shares one connection,
 * which the higher rank opens.
 */
final class Peer {
  private static final int SCRATCH_ELEMENTS = 1 << 12;

  private final int rank;
  private final Outbox outbox;
  private final SharedMemoryChannel shared;
  private final Object receiveLock = new Object();
  private final float[] scratch = new float[SCRATCH_ELEMENTS];
  private volatile String address = "address unknown";
  private volatile GangId gang;
  private volatile Connection connection;
  private volatile long lastHeard;
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile boolean left;

  Peer(Gang gang, int rank) {
    this.rank = rank;
    this.shared = new SharedMemoryChannel(gang, this);
    this.outbox = new Outbox(gang, this);
  }

  int rank() {
    return rank;
  }

  Outbox outbox() {
    return outbox;
  }

  /** Memory that this worker shares with the peer, if it is on the same machine. */
  SharedMemoryChannel shared() {
    return shared;
  }

  /** The id that frames to this peer carry: drawn by the peer, so that only members know it. */
  GangId gang() {
    return gang;
  }

  void locate(GangAddress at) {
    gang = at.gang();
    address = at.host() + ":" + at.port();
  }

  /** The peer is at the other end of this connection; false if it was connected before. */
  boolean attach(Connection to) {
    synchronized (this) {
      if (connection != null) {
        return false;
      }
      connection = to;
      lastHeard = System.nanoTime();
    }
    to.know(this);
    return true;
  }

  /** Lets messages and chunks go out, once the peer knows whom the connection comes from. */
  void begin() {
    outbox.connect(connection);
    begun.countDown();
  }

  /** Waits for {@link #begin}. */
  boolean awaitBegin(long millis) throws InterruptedException {
    return begun.await(millis, TimeUnit.MILLISECONDS);
  }

  /** The connection, or null if there is none yet. */
  Connection connection() {
    return connection;
  }

  /** Held while a number from this peer is written to a caller's array, and for nothing else. */
  Object receiveLock() {
    return receiveLock;
  }

  /** For decoding what is added at once; to be used under {@link #receiveLock()}. */
  float[] scratch() {
    return scratch;
  }

  /** Something has come of it. */
  void heard() {
    lastHeard = System.nanoTime();
  }

  /** This process stood still, so that nothing could be heard of the peer. */
  void excuse() {
    lastHeard = System.nanoTime();
  }

  /** Nanoseconds since the peer was last heard; 0 before it was connected. */
  long silence() {
    return connection != null ? System.nanoTime() - lastHeard : 0;
  }

  void leave() {
    left = true;
  }

  boolean hasLeft() {
    return left;
  }

  @Override
  public String toString() {
    return "rank " + rank + " (" + address + ")";
  }
}
