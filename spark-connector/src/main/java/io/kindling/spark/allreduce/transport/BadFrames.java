package io.kindling.spark.allreduce.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.protocol.OneWayMessage;
import org.apache.spark.network.protocol.RpcFailure;
import org.apache.spark.network.protocol.RpcRequest;
import org.apache.spark.network.protocol.RpcResponse;
import org.apache.spark.network.protocol.UploadStream;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportChannelHandler;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes to a worker's port and is no message of a gang: the connection is closed, and a line a
 * minute says so with a count. Left to itself, Spark logs a stack trace for each.
 */
final class BadFrames extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(BadFrames.class);
  private static final Throttle LINES = new Throttle();

  /** Spark's name of the handler that takes the decoded messages. */
  private static final String LAST_HANDLER = "handler";

  private static final String NAME = "kindlingBadFrames";

  private final Predicate<Channel> known;
  private final long mostUnread;

  private final Consumer<LinkageError> unlinked;

  private BadFrames(Predicate<Channel> known, long mostUnread, Consumer<LinkageError> unlinked) {
    this.known = known;
    this.mostUnread = mostUnread;
    this.unlinked = unlinked;
  }

  /**
   * Guards a connection.
   *
   * @param known whether a peer is at its other end
   * @param mostUnread so many bytes may wait until the other end reads them
   * @param unlinked told of what this Spark lacks
   */
  static void guard(
      Channel channel, Predicate<Channel> known, long mostUnread, Consumer<LinkageError> unlinked) {
    channel.pipeline().addBefore(LAST_HANDLER, NAME, new BadFrames(known, mostUnread, unlinked));
  }

  /** Tells of a frame that is not acted on, unless that has been told within a minute. */
  static void tell(Object where, Object from, String what) {
    LINES.pass(
        more ->
            LOG.warn(
                "{}: bad frame from {}: {}{}",
                where,
                from,
                what,
                more == 0 ? "" : " (" + more + " more since the last line)"));
  }

  /** How many there were in this process. */
  static long count() {
    return LINES.count();
  }

  /** Tells of what has come, and closes the connection. */
  static void refuse(Channel channel, String what) {
    tell(
        "worker at " + channel.localAddress(),
        channel.remoteAddress(),
        what + ", connection closed");
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    boolean ours =
        message instanceof RpcRequest
            || message instanceof OneWayMessage
            || message instanceof UploadStream
            || (message instanceof RpcResponse || message instanceof RpcFailure)
                && isAwaited(context);
    ChannelOutboundBuffer unread = context.channel().unsafe().outboundBuffer();
    FloodGuard guard = FloodGuard.of(context.channel());
    if (guard != null) {
      guard.progress();
    }
    if (!ours) {
      ReferenceCountUtil.release(message);
      refuse(context.channel(), "a " + message.getClass().getSimpleName());
    } else if (unread != null && unread.totalPendingWriteBytes() > mostUnread) {
      ReferenceCountUtil.release(message);
      refuse(context.channel(), "it asks for answers and does not read them");
    } else {
      context.fireChannelRead(message);
    }
  }

  /** Spark logs each answer to what it has not asked. */
  private boolean isAwaited(ChannelHandlerContext context) {
    return (known.test(context.channel()) || context.channel().parent() == null)
        && context.pipeline().get(LAST_HANDLER) instanceof TransportChannelHandler last
        && last.getResponseHandler().numOutstandingRequests() > 0;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof LinkageError error) {
      unlinked.accept(error);
    }
    refuse(context.channel(), reason(cause));
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message.lines().findFirst().get();
  }

  /** The last bootstrap of a server: what those before it throw is refused, too. */
  static TransportServerBootstrap bootstrap() {
    return (channel, handler) -> new Guarded(handler);
  }

  /** Authentication that has failed, and the like. */
  private static final class Guarded extends RpcHandler {
    private final RpcHandler handler;

    Guarded(RpcHandler handler) {
      this.handler = handler;
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback answer) {
      try {
        handler.receive(client, message, answer);
      } catch (RuntimeException e) {
        answer.onFailure(new IllegalArgumentException(reason(e)));
        refuse(client.getChannel(), reason(e));
      }
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message) {
      try {
        handler.receive(client, message);
      } catch (RuntimeException e) {
        refuse(client.getChannel(), reason(e));
      }
    }

    @Override
    public StreamCallbackWithID receiveStream(
        TransportClient client, ByteBuffer header, RpcResponseCallback receipt) {
      try {
        return handler.receiveStream(client, header, receipt);
      } catch (RuntimeException e) {
        refuse(client.getChannel(), reason(e));
        return new Discard(null);
      }
    }

    @Override
    public StreamManager getStreamManager() {
      return handler.getStreamManager();
    }

    @Override
    public MergedBlockMetaReqHandler getMergedBlockMetaReqHandler() {
      return handler.getMergedBlockMetaReqHandler();
    }

    @Override
    public void channelActive(TransportClient client) {
      handler.channelActive(client);
    }

    @Override
    public void channelInactive(TransportClient client) {
      handler.channelInactive(client);
    }

    @Override
    public void exceptionCaught(Throwable cause, TransportClient client) {
      handler.exceptionCaught(cause, client);
    }
  }
}
