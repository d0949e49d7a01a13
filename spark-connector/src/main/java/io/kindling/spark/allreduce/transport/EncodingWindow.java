package io.kindling.spark.allreduce.transport;

import io.kindling.spark.wire.WireFormat;
import java.nio.ByteBuffer;

/**
 * A small off-heap buffer, one per sending thread, through which chunks are encoded piece by piece
 * just as the socket takes them: the piece is still in the processor's cache when the kernel copies
 * it, and no more than this buffer is ever allocated for sending.
 */
final class EncodingWindow {
  private static final int BYTES = 1 << 17;
  private static final ThreadLocal<EncodingWindow> OF_THREAD =
      ThreadLocal.withInitial(EncodingWindow::new);

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES).order(WireFormat.ORDER);
  private OutboundChunk owner;
  private long start;
  private int filled;

  private EncodingWindow() {}

  static EncodingWindow ofThisThread() {
    return OF_THREAD.get();
  }

  /**
   * The encoded bytes of a chunk from {@code position} on, at least one unless the chunk ends
   * there, valid until the next call on this thread.
   */
  ByteBuffer bytes(OutboundChunk chunk, long position) {
    if (owner != chunk || position < start || position >= start + filled) {
      int width = chunk.width();
      int first = (int) (position / width);
      int count = Math.min(BYTES / width, chunk.elements() - first);
      start = (long) first * width;
      buffer.clear();
      chunk.encode(first, count, buffer);
      filled = count * width;
    }
    // The last piece is not kept, so that a thread at rest holds no caller's array.
    owner = start + filled < chunk.size() ? chunk : null;
    return buffer.limit(filled).position((int) (position - start));
  }
}
