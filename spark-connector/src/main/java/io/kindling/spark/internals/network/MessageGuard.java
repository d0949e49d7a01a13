package io.kindling.spark.internals.network;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.apache.spark.network.protocol.OneWayMessage;
import org.apache.spark.network.protocol.RpcFailure;
import org.apache.spark.network.protocol.RpcRequest;
import org.apache.spark.network.protocol.RpcResponse;
import org.apache.spark.network.protocol.UploadStream;
import org.apache.spark.network.server.TransportChannelHandler;

/**
 * Lets through, of what Spark has decoded, the messages of a {@link Connection}; at another, and at
 * what could not be decoded, it closes the connection.
 */
final class MessageGuard extends ChannelInboundHandlerAdapter {

  /** Spark's name of the handler that takes the decoded messages. */
  private static final String LAST_HANDLER = "handler";

  private static final String NAME = "kindlingMessageGuard";

  private final Connection connection;
  private final long mostUnread;
  private final Consumer<LinkageError> unlinked;

  private MessageGuard(Connection connection, long mostUnread, Consumer<LinkageError> unlinked) {
    this.connection = connection;
    this.mostUnread = mostUnread;
    this.unlinked = unlinked;
  }

  /**
   * Guards a connection.
   *
   * @param mostUnread so many bytes may wait until the other end reads them
   * @param unlinked told of what this Spark lacks
   */
  static void install(Connection connection, long mostUnread, Consumer<LinkageError> unlinked) {
    connection
        .channel()
        .pipeline()
        .addBefore(LAST_HANDLER, NAME, new MessageGuard(connection, mostUnread, unlinked));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    boolean ours =
        message instanceof RpcRequest
            || message instanceof OneWayMessage
            || message instanceof UploadStream
            || (message instanceof RpcResponse || message instanceof RpcFailure)
                && isAwaited(context);
    Channel channel = context.channel();
    ChannelOutboundBuffer unread = channel.unsafe().outboundBuffer();
    connection.floodGuard().progress();
    if (!ours) {
      ReferenceCountUtil.release(message);
      BadFrames.refuse(channel, "a " + message.getClass().getSimpleName());
    } else if (unread != null && unread.totalPendingWriteBytes() > mostUnread) {
      ReferenceCountUtil.release(message);
      BadFrames.refuse(channel, "it asks for answers and does not read them");
    } else {
      context.fireChannelRead(message);
    }
  }

  /** Spark logs each answer to what it has not asked. */
  private boolean isAwaited(ChannelHandlerContext context) {
    return (connection.isKnown() || connection.isOutgoing())
        && context.pipeline().get(LAST_HANDLER) instanceof TransportChannelHandler last
        && last.getResponseHandler().numOutstandingRequests() > 0;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof LinkageError error) {
      unlinked.accept(error);
    }
    BadFrames.refuse(context.channel(), cause);
  }
}
