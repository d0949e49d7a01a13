package io.kindling.spark.allreduce.transport;

import io.kindling.spark.internals.network.Download;
import io.kindling.spark.wire.WireFormat;
import java.nio.ByteBuffer;

/**
 * A chunk on its way from a socket: decoded piece by piece as it comes, straight to where it is
 * wanted. Used by one network thread.
 */
final class InboundChunk implements Download {
  private final Gang gang;
  private final Peer peer;
  private final CollectiveRun run;
  private final boolean gathered;
  private final Slice range;
  private final WireFormat format;

  /** Where contributions wait; null if elements go straight to the caller's array. */
  private final float[] staging;

  /** The first bytes of an element that two network buffers share. */
  private final ByteBuffer torn;

  private int done;
  private boolean overlong;

  InboundChunk(Gang gang, Peer peer, CollectiveRun run, Frame.Data data) {
    this.gang = gang;
    this.peer = peer;
    this.run = run;
    this.gathered = data.gathered();
    this.range = new Slice(data.position(), data.position() + data.count());
    this.format = run.format();
    this.staging = gathered || run.addsAtOnce() ? null : gang.pool().take();
    this.torn = ByteBuffer.allocate(format.width()).order(WireFormat.ORDER);
  }

  @Override
  public void take(ByteBuffer bytes) {
    peer.heard();
    bytes.order(WireFormat.ORDER);
    synchronized (peer.receiveLock()) {
      if (run.hasFailed() || overlong) {
        return;
      }
      if (torn.position() > 0) {
        while (torn.hasRemaining() && bytes.hasRemaining()) {
          torn.put(bytes.get());
        }
        if (!torn.hasRemaining()) {
          decode(torn.flip(), 1);
          torn.clear();
        }
      }
      decode(bytes, bytes.remaining() / format.width());
      if (!overlong && bytes.hasRemaining()) {
        torn.put(bytes);
      }
    }
  }

  private void decode(ByteBuffer source, int count) {
    if (count > range.length() - done) {
      overlong = true;
    } else if (staging != null) {
      format.decode(source, staging, done, count);
      done += count;
    } else if (gathered) {
      format.decode(source, run.values(), range.from() + done, count);
      done += count;
    } else {
      add(source, count);
    }
  }

  private void add(ByteBuffer source, int count) {
    float[] scratch = peer.scratch();
    int left = count;
    while (left > 0) {
      int part = Math.min(left, scratch.length);
      format.decode(source, scratch, 0, part);
      Sums.add(run.values(), range.from() + done, scratch, 0, part);
      done += part;
      left -= part;
    }
  }

  @Override
  public void end() {
    boolean summed = false;
    synchronized (peer.receiveLock()) {
      if (run.hasFailed()) {
        return;
      }
      if (!overlong && done == range.length()) {
        summed = !gathered && run.contribute(peer, range, staging);
      }
    }
    if (overlong || done != range.length()) {
      gang.fail(
          ExchangeException.blaming(
              peer.rank(),
              peer + " announced " + range.length() + " elements but sent another number"));
      return;
    }
    gang.received((long) range.length() * format.width());
    run.received(peer);
    if (summed) {
      run.publish(range);
    }
    run.advance();
  }
}
