package io.kindling.spark.allreduce.transport;

import io.kindling.spark.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.util.AbstractFileRegion;

/**
 * A chunk of the caller's array on its way to a socket: not a copy, but a promise to encode it when
 * the socket takes it. {@code whenWritten} runs once, when nothing will read the array any more.
 */
final class OutboundChunk extends ManagedBuffer {
  private final float[] values;
  private final Slice range;
  private final WireFormat format;
  private final Runnable whenWritten;
  private final AtomicInteger references = new AtomicInteger(1);

  OutboundChunk(float[] values, Slice range, WireFormat format, Runnable whenWritten) {
    this.values = values;
    this.range = range;
    this.format = format;
    this.whenWritten = whenWritten;
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
  public ByteBuffer nioByteBuffer() {
    ByteBuffer all = ByteBuffer.allocate((int) size()).order(WireFormat.ORDER);
    encode(0, elements(), all);
    return all.flip();
  }

  @Override
  public InputStream createInputStream() {
    return new Stream();
  }

  @Override
  public ManagedBuffer retain() {
    references.incrementAndGet();
    return this;
  }

  @Override
  public ManagedBuffer release() {
    if (references.decrementAndGet() == 0) {
      whenWritten.run();
    }
    return this;
  }

  @Override
  public Object convertToNetty() {
    return new Region();
  }

  /** Overrides since Spark 4.0; Spark 3.5 has no such method. */
  public Object convertToNettyForSsl() {
    return createInputStream();
  }

  /** What Netty drives when the connection is in the clear or under Spark's own encryption. */
  private final class Region extends AbstractFileRegion {
    private long transferred;

    @Override
    public long position() {
      return 0;
    }

    @Override
    public long transferred() {
      return transferred;
    }

    @Override
    public long count() {
      return size();
    }

    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
      EncodingWindow window = EncodingWindow.ofThisThread();
      long before = transferred;
      while (transferred < size()) {
        ByteBuffer piece = window.bytes(OutboundChunk.this, transferred);
        transferred += target.write(piece);
        if (piece.hasRemaining()) {
          break;
        }
      }
      return transferred - before;
    }

    @Override
    protected void deallocate() {}
  }

  /** What Netty drives under TLS. */
  private final class Stream extends InputStream {
    private long read;

    @Override
    public int available() {
      return (int) Math.min(1 << 16, size() - read);
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (read == size()) {
        return -1;
      }
      ByteBuffer piece = EncodingWindow.ofThisThread().bytes(OutboundChunk.this, read);
      int count = Math.min(length, piece.remaining());
      piece.get(target, offset, count);
      read += count;
      return count;
    }
  }
}
