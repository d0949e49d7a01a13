package io.kindling.spark.allreduce.transport;

import io.kindling.spark.wire.WireFormat;
import java.io.IOException;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of chunks between two workers on one machine: written into memory that both see and read
 * from there, half the copies of a connection and none of its packets. Each side offers memory for
 * what it sends, at its first chunk of some size; until the other takes it up, and if it cannot,
 * chunks go through the connection. Messages always do, and what is in the memory is only read when
 * a message says so.
 *
 * <p>Used on the connection's thread only, so that the memory is not given back while it is in use.
 */
final class SharedMemoryChannel {
  private static final Logger LOG = LoggerFactory.getLogger(SharedMemoryChannel.class);
  private static final int MOST_SLOT_BYTES = 1 << 22;
  private static final int SLOTS = 4;
  private static final int FLOAT_BYTES = 4;

  /** For less than this it is not worth a millisecond at the start of the gang. */
  private static final int LEAST_ELEMENTS = 1 << 14;

  private final Gang gang;
  private final Peer peer;
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private SharedMemory outgoing;
  private SharedMemory incoming;
  private boolean allowed;
  private boolean accepted;
  private boolean offered;
  private boolean closed;

  SharedMemoryChannel(Gang gang, Peer peer) {
    this.gang = gang;
    this.peer = peer;
  }

  /** The peer may be on the same machine, and memory may be shared with it. */
  void allow() {
    long slotBytes = (long) gang.options().chunkElements() * FLOAT_BYTES;
    allowed = !closed && slotBytes <= MOST_SLOT_BYTES && SharedMemory.isAvailable();
  }

  /** A chunk of so many elements is being sent. */
  void sending(int elements) {
    if (allowed && elements >= Math.min(LEAST_ELEMENTS, gang.options().chunkElements())) {
      offer();
    }
  }

  /** Offers the peer memory. */
  void offer() {
    int slotBytes = gang.options().chunkElements() * FLOAT_BYTES;
    allowed = false;
    try {
      outgoing = SharedMemory.create(SLOTS, slotBytes);
      say(new Frame.Offer(outgoing.name(), SLOTS, slotBytes));
    } catch (IOException | RuntimeException e) {
      LOG.info("{}: no memory to share with {}: {}", gang, peer, e.toString());
    }
  }

  /** Whether chunks to the peer go this way. */
  boolean isOpen() {
    return accepted && outgoing != null;
  }

  /** Whether {@link #put} may be called. */
  boolean hasRoom() {
    return !free.isEmpty();
  }

  /** Writes numbers to a free slot; returns its index. */
  int put(float[] values, Slice range, WireFormat format) {
    int slot = free.poll();
    format.encode(values, range.from(), range.length(), outgoing.slot(slot));
    return slot;
  }

  /** Acts on a message about memory. */
  void receive(Frame frame) {
    if (closed) {
      return;
    }
    if (frame instanceof Frame.Offer offer) {
      if (offered) {
        gang.fail(ExchangeException.blaming(peer.rank(), peer + " offers memory once more"));
      } else {
        offered = true;
        say(new Frame.Answer(takeUp(offer)));
      }
    } else if (frame instanceof Frame.Answer answer) {
      answered(answer);
    } else if (frame instanceof Frame.Shared shared) {
      take(shared);
    } else if (frame instanceof Frame.Taken taken && isOpen() && !free.contains(taken.slot())) {
      if (taken.slot() >= 0 && taken.slot() < outgoing.slots()) {
        free.add(taken.slot());
        gang.receipts().arrived();
        peer.outbox().pump();
      }
    }
  }

  private boolean takeUp(Frame.Offer offer) {
    try {
      incoming = SharedMemory.open(offer.name(), offer.slots(), offer.slotBytes());
      incoming.forgetName();
    } catch (IOException | RuntimeException e) {
      LOG.info("{}: {} shares no memory with this worker: {}", gang, peer, e.toString());
    }
    return incoming != null;
  }

  private void answered(Frame.Answer answer) {
    if (outgoing == null || accepted) {
      return;
    }
    if (answer.accepted()) {
      accepted = true;
      for (int i = 0; i < outgoing.slots(); i++) {
        free.add(i);
      }
      peer.outbox().pump();
    } else {
      outgoing.close();
      outgoing = null;
    }
  }

  private void take(Frame.Shared shared) {
    CollectiveRun run = gang.accept(peer, shared.data());
    if (!holds(shared, run == null ? WireFormat.FLOAT32 : run.format())) {
      gang.fail(ExchangeException.blaming(peer.rank(), peer + " names memory it does not share"));
      return;
    }
    InboundChunk chunk = run == null ? null : new InboundChunk(gang, peer, run, shared.data());
    if (chunk != null) {
      int bytes = shared.data().count() * run.format().width();
      chunk.take(incoming.slot(shared.slot()).limit(bytes));
    }
    peer.outbox().control(new Frame.Taken(shared.slot()));
    if (chunk != null) {
      chunk.end();
    }
    peer.outbox().pump();
  }

  private boolean holds(Frame.Shared shared, WireFormat format) {
    return incoming != null
        && shared.slot() >= 0
        && shared.slot() < incoming.slots()
        && (long) shared.data().count() * format.width() <= incoming.slotBytes();
  }

  private void say(Frame frame) {
    peer.outbox().control(frame);
    peer.outbox().pump();
  }

  /** Gives all memory back; what comes later is ignored. */
  void close() {
    closed = true;
    allowed = false;
    if (outgoing != null) {
      outgoing.close();
      outgoing = null;
    }
    if (incoming != null) {
      incoming.close();
      incoming = null;
    }
  }
}
