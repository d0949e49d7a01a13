package io.kindling.spark.allreduce.transport;

import io.kindling.spark.wire.WireFormat;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * One collective in progress on this worker.
 *
 * <p>An all-reduce of few numbers is direct: every worker sends all of its numbers to every other
 * and adds for itself, so that nobody waits for anyone's sums. One of many is a reduce-scatter and
 * an all-gather, for which fewer bytes travel.
 *
 * <p>Ends when as many events have been counted as were expected at its start: every peer has begun
 * it, every chunk due has come, and every chunk owed has been written to its socket. Events come
 * from the network threads; {@link #await()} belongs to the caller.
 */
final class CollectiveRun implements PendingExchange {
  private static final long POLL_MILLIS = 50;

  /** Up to so many elements to the others, all of it, a message less is worth more than bytes. */
  private static final int MOST_DIRECT = 1 << 18;

  private final Gang gang;
  private final long sequence;
  private final Frame.Shape shape;
  private final float[] values;
  private final boolean direct;
  private final Slice mine;
  private final double[][] scalars;
  private final BitSet announced = new BitSet();
  private final BitSet[] contributed;
  private final BitSet[] gathered;

  /** By chunk and rank, what has arrived but cannot be added yet; unused with one peer. */
  private final float[][][] staged;

  /** By chunk, how many contributions have not arrived and, direct, how often it is to be sent. */
  private final AtomicIntegerArray missing;

  /** By rank, how many chunks have come. */
  private final AtomicIntegerArray received;

  private final AtomicInteger expected;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile long lastProgress = System.nanoTime();
  private volatile ExchangeException failure;

  CollectiveRun(Gang gang, long sequence, Frame.Shape shape, float[] values, double[] scalars) {
    this.gang = gang;
    this.sequence = sequence;
    this.shape = shape;
    this.values = values;
    this.direct = isDirect(shape, gang.size());
    this.mine = sliceOf(gang.rank());
    this.scalars = new double[gang.size()][];
    this.scalars[gang.rank()] = scalars.clone();
    this.contributed = bitSets(gang.size());
    this.gathered = bitSets(gang.size());
    this.received = new AtomicIntegerArray(gang.size());
    int chunks = mine.chunks(shape.chunk());
    int peers = gang.size() - 1;
    boolean stages = shape.collective().scatters() && !addsAtOnce();
    this.staged = new float[stages ? chunks : 0][peers + 1][];
    this.missing = new AtomicIntegerArray(chunks);
    int others = 0;
    for (int rank = 0; rank < gang.size(); rank++) {
      others += rank == gang.rank() ? 0 : sliceOf(rank).chunks(shape.chunk());
    }
    for (int chunk = 0; chunk < chunks; chunk++) {
      missing.set(chunk, direct ? 2 * peers : peers);
    }
    int both = (shape.collective().scatters() ? 1 : 0) + (gathers() ? 1 : 0);
    this.expected = new AtomicInteger(peers + both * (peers * chunks + others));
  }

  /** Sums that are rounded on the wire are taken once, so that all get the same. */
  private static boolean isDirect(Frame.Shape shape, int size) {
    return shape.collective() == Collective.ALL_REDUCE
        && shape.format() == WireFormat.FLOAT32
        && (long) shape.range().length() * (size - 1) <= MOST_DIRECT;
  }

  /** Whether sums travel from their owners to everyone. */
  private boolean gathers() {
    return shape.collective().gathers() && !direct;
  }

  long sequence() {
    return sequence;
  }

  float[] values() {
    return values;
  }

  WireFormat format() {
    return shape.format();
  }

  int chunkElements() {
    return shape.chunk();
  }

  Frame.Open opening() {
    return new Frame.Open(sequence, shape, scalars[gang.rank()]);
  }

  boolean isOpenedBy(Peer peer) {
    synchronized (scalars) {
      return announced.get(peer.rank());
    }
  }

  /** Whether something of this collective has yet to come from the peer. */
  boolean needs(Peer peer) {
    int chunks =
        (shape.collective().scatters() ? mine.chunks(shape.chunk()) : 0)
            + (gathers() ? sliceOf(peer.rank()).chunks(shape.chunk()) : 0);
    return !isOpenedBy(peer) || received.get(peer.rank()) < chunks;
  }

  /** A chunk of the peer has come as a whole. */
  void received(Peer peer) {
    received.incrementAndGet(peer.rank());
  }

  /** A peer has begun this collective before this worker; {@link #opened} will follow. */
  void announced(Peer peer) {
    synchronized (scalars) {
      announced.set(peer.rank());
    }
  }

  /** A peer has begun this collective: it may be sent what it is owed. */
  void opened(Peer peer, Frame.Open open) {
    int count = scalars[gang.rank()].length;
    if (!open.shape().equals(shape) || open.scalars().length != count) {
      gang.fail(
          ExchangeException.blaming(
              peer.rank(),
              "collective "
                  + sequence
                  + ": rank "
                  + gang.rank()
                  + " called "
                  + describe(shape, count)
                  + ", "
                  + peer
                  + " called "
                  + describe(open.shape(), open.scalars().length)
                  + "; all workers must call the same collectives in the same order"));
      return;
    }
    synchronized (scalars) {
      if (scalars[peer.rank()] != null) {
        return;
      }
      scalars[peer.rank()] = open.scalars();
      announced.set(peer.rank());
    }
    if (shape.collective().scatters()) {
      peer.outbox().slice(this, false, sliceOf(peer.rank()));
    } else {
      peer.outbox().slice(this, true, mine);
    }
    advance();
    peer.outbox().pump();
  }

  /**
   * Whether a chunk announced by a peer is due; it is then no longer. To be called from the peer's
   * connection only.
   */
  boolean expects(Peer peer, Frame.Data data) {
    boolean wanted = data.gathered() ? gathers() : shape.collective().scatters();
    Slice slice = data.gathered() ? sliceOf(peer.rank()) : mine;
    long offset = (long) data.position() - slice.from();
    if (!wanted || offset < 0 || offset % shape.chunk() != 0) {
      return false;
    }
    int index = (int) (offset / shape.chunk());
    if (index >= slice.chunks(shape.chunk())
        || slice.chunk(index, shape.chunk()).length() != data.count()) {
      return false;
    }
    BitSet seen = (data.gathered() ? gathered : contributed)[peer.rank()];
    boolean first = !seen.get(index);
    seen.set(index);
    return first;
  }

  /** Whether contributions are added to the caller's array as they come: exact for two workers. */
  boolean addsAtOnce() {
    return gang.size() == 2 && !direct;
  }

  /**
   * Takes a peer's whole contribution to a chunk; the last one makes the sum. Under the peer's
   * receive lock.
   *
   * @param part the decoded contribution, or null if it has been added already
   * @return whether the sum of the chunk is ready
   */
  boolean contribute(Peer peer, Slice chunk, float[] part) {
    int index = (chunk.from() - mine.from()) / shape.chunk();
    if (part != null) {
      staged[index][peer.rank()] = part;
    }
    if (missing.decrementAndGet(index) > 0) {
      return false;
    }
    if (part != null) {
      reduce(index, chunk);
    }
    if (gathers()) {
      shape.format().round(values, chunk.from(), chunk.to());
    }
    return true;
  }

  /** A chunk has been written for a peer, and is not read for it any more. */
  void sent(Peer peer, Slice chunk) {
    if (direct) {
      int index = (chunk.from() - mine.from()) / shape.chunk();
      synchronized (peer.receiveLock()) {
        if (!hasFailed() && missing.decrementAndGet(index) == 0) {
          reduce(index, chunk);
        }
      }
    }
    advance();
  }

  private void reduce(int index, Slice chunk) {
    float[][] parts = staged[index];
    staged[index] = null;
    int[] offsets = new int[parts.length];
    parts[gang.rank()] = values;
    offsets[gang.rank()] = chunk.from();
    Sums.pairwise(parts, offsets, chunk.length());
    if (gang.rank() != 0) {
      System.arraycopy(parts[0], 0, values, chunk.from(), chunk.length());
    }
    for (int rank = 0; rank < parts.length; rank++) {
      if (rank != gang.rank()) {
        gang.pool().give(parts[rank]);
      }
    }
  }

  /** Sends a chunk of this worker's sum to everyone. Without any lock. */
  void publish(Slice chunk) {
    if (gathers()) {
      for (Peer peer : gang.peers()) {
        peer.outbox().sum(this, chunk);
      }
      gang.pump();
    }
  }

  /** Counts an event. */
  void advance() {
    lastProgress = System.nanoTime();
    if (expected.decrementAndGet() == 0) {
      gang.ended(this);
      ended.countDown();
    }
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** Nothing more will be written to the array by threads that look at {@link #hasFailed()}. */
  void fail(ExchangeException cause) {
    failure = cause;
  }

  /** Lets the caller go, after {@link #fail}. */
  void release() {
    ended.countDown();
  }

  @Override
  public boolean isDone() {
    return ended.getCount() == 0;
  }

  @Override
  public double[] await() {
    try {
      while (!ended.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (gang.isCancelled()) {
          gang.fail(gang.blamingSelf("its task was cancelled"));
        } else if (System.nanoTime() - lastProgress > gang.options().stepTimeout().toNanos()) {
          gang.fail(stalled());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ExchangeException cause = gang.blamingSelf("its task was interrupted");
      gang.fail(cause);
      if (failure == null) { // had just ended
        throw cause;
      }
    }
    if (failure != null) {
      throw failure.rethrown();
    }
    return Sums.pairwise(scalars);
  }

  private ExchangeException stalled() {
    List<Peer> absent = new ArrayList<>(gang.peers());
    absent.removeIf(this::isOpenedBy);
    String what = absent.isEmpty() ? "; all have begun it" : "; not begun by " + absent;
    String message =
        "collective "
            + sequence
            + ", "
            + shape
            + ": no progress for "
            + gang.options().stepTimeout().toMillis()
            + " ms"
            + what
            + "; if a worker may need longer for one step, raise GangOptions.stepTimeout";
    return absent.isEmpty()
        ? ExchangeException.of(message)
        : ExchangeException.blaming(absent.get(0).rank(), message);
  }

  private Slice sliceOf(int rank) {
    return direct
        ? shape.range()
        : Slice.of(shape.range().from(), shape.range().to(), rank, gang.size());
  }

  private static String describe(Frame.Shape shape, int scalars) {
    return shape + " with " + scalars + " scalars";
  }

  private static BitSet[] bitSets(int count) {
    BitSet[] sets = new BitSet[count];
    for (int i = 0; i < count; i++) {
      sets[i] = new BitSet();
    }
    return sets;
  }
}
