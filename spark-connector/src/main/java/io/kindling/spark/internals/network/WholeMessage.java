package io.kindling.spark.internals.network;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.protocol.OneWayMessage;

/**
 * One of Spark's one-way messages as its encoder would send it, but in one buffer. The encoder
 * hands head and body over apart, each in a system call that wakes the receiver; buffers that wait
 * together go out in one.
 */
final class WholeMessage {
  private static final int LENGTH_BYTES = 8;

  private WholeMessage() {}

  /** The message with this body. */
  static ByteBuf of(ByteBuffer body, ByteBufAllocator memory) {
    OneWayMessage message = new OneWayMessage(new NioManagedBuffer(body));
    int length =
        LENGTH_BYTES + message.type().encodedLength() + message.encodedLength() + body.remaining();
    ByteBuf whole = memory.ioBuffer(length, length);
    whole.writeLong(length);
    message.type().encode(whole);
    message.encode(whole);
    return whole.writeBytes(body.duplicate());
  }
}
