package io.kindling.spark.internals.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.util.AbstractFileRegion;

/** An upload as Spark's encoder takes it, and the one who hears of its arrival. */
final class UploadBuffer extends ManagedBuffer implements RpcResponseCallback {
  private static final AtomicIntegerFieldUpdater<UploadBuffer> REFERENCES =
      AtomicIntegerFieldUpdater.newUpdater(UploadBuffer.class, "references");

  private final Upload upload;
  private volatile int references = 1;

  UploadBuffer(Upload upload) {
    this.upload = upload;
  }

  @Override
  public long size() {
    return upload.size();
  }

  @Override
  public ByteBuffer nioByteBuffer() {
    ByteBuffer all = ByteBuffer.allocate((int) size());
    while (all.hasRemaining()) {
      all.put(upload.bytes(all.position()));
    }
    return all.flip();
  }

  @Override
  public InputStream createInputStream() {
    return new Stream();
  }

  @Override
  public ManagedBuffer retain() {
    REFERENCES.incrementAndGet(this);
    return this;
  }

  @Override
  public ManagedBuffer release() {
    if (REFERENCES.decrementAndGet(this) == 0) {
      upload.written();
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

  @Override
  public void onSuccess(ByteBuffer response) {
    upload.acknowledged();
  }

  @Override
  public void onFailure(Throwable cause) {
    // The connection closes, which the dispatcher is told.
    upload.acknowledged();
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
      long before = transferred;
      while (transferred < size()) {
        ByteBuffer piece = upload.bytes(transferred);
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
      ByteBuffer piece = upload.bytes(read);
      int count = Math.min(length, piece.remaining());
      piece.get(target, offset, count);
      read += count;
      return count;
    }
  }
}
