package io.kindling.spark.allreduce.transport;

import io.kindling.spark.wire.WireFormat;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a gang exchanges. Start from {@link #defaults()} and change what you need.
 *
 * @param wireFormat how gradients travel in {@code allReduce} and {@code reduceScatter}; {@code
 *     allGather} alone is always exact, for it usually carries parameters. Must be the same on all
 *     workers.
 * @param chunkElements elements per message: small enough to overlap adding with transfer, large
 *     enough to make a message's cost vanish. Must be the same on all workers.
 * @param bucketElements about as many elements of the gradient for each other worker are summed
 *     together, as soon as backward has computed them and while it computes those of earlier
 *     layers; {@link Integer#MAX_VALUE} sums all at the end. Changes no bit of exact sums. Must be
 *     the same on all workers.
 * @param joinTimeout how long to wait for a peer to accept the connection
 * @param silenceTimeout how long a peer may send nothing at all, not even its heartbeat, before it
 *     counts as lost; must cover the longest pause of a JVM
 * @param stepTimeout how long a collective may make no progress while every peer is alive: must
 *     cover the slowest worker's computation between two collectives
 * @param ioThreads threads for sending, and as many for receiving
 * @param sharedMemory whether workers on one machine hand chunks over in memory that both see,
 *     where the system has such memory and Spark encrypts neither messages nor files; otherwise
 *     they use the network, too
 */
public record GangOptions(
    WireFormat wireFormat,
    int chunkElements,
    int bucketElements,
    Duration joinTimeout,
    Duration silenceTimeout,
    Duration stepTimeout,
    int ioThreads,
    boolean sharedMemory)
    implements Serializable {

  private static final int MAX_CHUNK_ELEMENTS = 1 << 24;

  public GangOptions {
    Objects.requireNonNull(wireFormat, "wireFormat");
    require(
        chunkElements >= 1 && chunkElements <= MAX_CHUNK_ELEMENTS,
        "chunkElements",
        chunkElements,
        "1 to " + MAX_CHUNK_ELEMENTS);
    require(bucketElements >= 1, "bucketElements", bucketElements, "at least 1");
    require(isPositive(joinTimeout), "joinTimeout", joinTimeout, "more than zero");
    require(isPositive(silenceTimeout), "silenceTimeout", silenceTimeout, "more than zero");
    require(isPositive(stepTimeout), "stepTimeout", stepTimeout, "more than zero");
    require(ioThreads >= 1, "ioThreads", ioThreads, "at least 1");
  }

  /**
   * Exact, 1 MB chunks, buckets of as much for each other worker, 30 s to join, 60 s of silence, 10
   * min a step, one thread each way, shared memory.
   */
  public static GangOptions defaults() {
    return new GangOptions(
        WireFormat.FLOAT32,
        1 << 18,
        1 << 18,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofMinutes(10),
        1,
        true);
  }

  public GangOptions withWireFormat(WireFormat format) {
    return with(draft -> draft.wireFormat = format);
  }

  public GangOptions withChunkElements(int elements) {
    return with(draft -> draft.chunkElements = elements);
  }

  public GangOptions withBucketElements(int elements) {
    return with(draft -> draft.bucketElements = elements);
  }

  public GangOptions withJoinTimeout(Duration timeout) {
    return with(draft -> draft.joinTimeout = timeout);
  }

  public GangOptions withSilenceTimeout(Duration timeout) {
    return with(draft -> draft.silenceTimeout = timeout);
  }

  public GangOptions withStepTimeout(Duration timeout) {
    return with(draft -> draft.stepTimeout = timeout);
  }

  public GangOptions withIoThreads(int threads) {
    return with(draft -> draft.ioThreads = threads);
  }

  public GangOptions withSharedMemory(boolean use) {
    return with(draft -> draft.sharedMemory = use);
  }

  private GangOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** Options while one of them is being changed. */
  private static final class Draft {
    WireFormat wireFormat;
    int chunkElements;
    int bucketElements;
    Duration joinTimeout;
    Duration silenceTimeout;
    Duration stepTimeout;
    int ioThreads;
    boolean sharedMemory;

    Draft(GangOptions from) {
      wireFormat = from.wireFormat;
      chunkElements = from.chunkElements;
      bucketElements = from.bucketElements;
      joinTimeout = from.joinTimeout;
      silenceTimeout = from.silenceTimeout;
      stepTimeout = from.stepTimeout;
      ioThreads = from.ioThreads;
      sharedMemory = from.sharedMemory;
    }

    GangOptions done() {
      return new GangOptions(
          wireFormat,
          chunkElements,
          bucketElements,
          joinTimeout,
          silenceTimeout,
          stepTimeout,
          ioThreads,
          sharedMemory);
    }
  }

  private static boolean isPositive(Duration timeout) {
    return timeout != null && !timeout.isZero() && !timeout.isNegative();
  }

  private static void require(boolean holds, String name, Object got, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException(
          "GangOptions." + name + ": got " + got + ", want " + wanted);
    }
  }
}
