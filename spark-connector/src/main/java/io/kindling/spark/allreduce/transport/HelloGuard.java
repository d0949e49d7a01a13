package io.kindling.spark.allreduce.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.spark.network.util.TransportFrameDecoder;

/**
 * Closes a connection that sends more than authentication and a hello need before it has said
 * hello: a stranger cannot make this worker hold a large frame in memory.
 */
final class HelloGuard extends ChannelInboundHandlerAdapter {
  private static final String NAME = "kindlingHelloGuard";
  private static final long MAX_BYTES = 1 << 16;

  private long seen;

  private HelloGuard() {}

  static void install(Channel channel) {
    channel.pipeline().addBefore(TransportFrameDecoder.HANDLER_NAME, NAME, new HelloGuard());
  }

  static void remove(Channel channel) {
    if (channel.pipeline().get(NAME) != null) {
      channel.pipeline().remove(NAME);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    seen += bytes.readableBytes();
    if (seen > MAX_BYTES) {
      bytes.release();
      BadFrames.tell(
          "worker at " + context.channel().localAddress(),
          context.channel().remoteAddress(),
          "more than " + MAX_BYTES + " bytes before it says who it is, connection closed");
      context.close();
    } else {
      context.fireChannelRead(message);
    }
  }
}
