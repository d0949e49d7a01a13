package io.kindling.spark.allreduce.transport;

import io.kindling.spark.internals.network.Upload;
import io.kindling.spark.wire.WireFormat;
import java.nio.ByteBuffer;

/**
 * A chunk of the caller's array on its way to a socket: not a copy, but a promise to encode it when
 * the socket takes it. {@code whenWritten} runs once, when nothing will read the array any more.
 */
final class OutboundChunk implements Upload {
  private final float[] values;
  private final Slice range;
  private final WireFormat format;
  private final Runnable whenWritten;
  private final Receipts receipts;

  OutboundChunk(
      float[] values, Slice range, WireFormat format, Runnable whenWritten, Receipts receipts) {
    this.values = values;
    this.range = range;
    this.format = format;
    this.whenWritten = whenWritten;
    this.receipts = receipts;
  }

  int elements() {
    return range.length();
  }

  int width() {
    return format.width();
  }

  void encode(int first, int count, ByteBuffer target) {
    format.encode(values, range.from() + first, count, target);
  }

  @Override
  public long size() {
    return (long) range.length() * format.width();
  }

  @Override
  public ByteBuffer bytes(long position) {
    return EncodingWindow.ofThisThread().bytes(this, position);
  }

  @Override
  public void written() {
    whenWritten.run();
  }

  @Override
  public void acknowledged() {
    receipts.arrived();
  }
}
