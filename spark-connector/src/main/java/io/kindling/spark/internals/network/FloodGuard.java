package io.kindling.spark.internals.network;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.spark.network.util.TransportFrameDecoder;

/**
 * Closes a connection that sends more than there can be in a message, so that nobody can make this
 * worker hold a large one in memory: Spark's decoder takes up to 2 GB. Before the hello all that
 * comes counts, for authentication and a hello need little; after it, what comes between one
 * message, or piece of a chunk, and the next.
 */
final class FloodGuard extends ChannelInboundHandlerAdapter {
  private static final String NAME = "kindlingFloodGuard";
  private static final long MOST_BEFORE_HELLO = 1 << 16;

  /** The longest frame is 33 kB; what is read at once may be eight times that. */
  private static final long MOST_BETWEEN = 1 << 20;

  private long seen;
  private volatile boolean known;

  /**
   * A guard, not yet at its place.
   *
   * @param known whether this worker has opened the connection
   */
  FloodGuard(boolean known) {
    this.known = known;
  }

  /** Guards a channel from now on. */
  void install(Channel channel) {
    channel.pipeline().addBefore(TransportFrameDecoder.HANDLER_NAME, NAME, this);
  }

  /** The other end is a member of the gang. */
  void know() {
    known = true;
  }

  /** A message, or a piece of a chunk, has come; to be called on the connection's thread. */
  void progress() {
    if (known) {
      seen = 0;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    seen += bytes.readableBytes();
    long most = known ? MOST_BETWEEN : MOST_BEFORE_HELLO;
    if (seen > most) {
      bytes.release();
      BadFrames.refuse(
          context.channel(),
          "more than "
              + most
              + (known ? " bytes that are no message" : " bytes before it says who it is"));
    } else {
      context.fireChannelRead(message);
    }
  }
}
