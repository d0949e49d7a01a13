package io.kindling.spark.internals.network;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;

/** Tells a dispatcher what comes, and guards each new connection. */
final class PortHandler extends RpcHandler {
  private static final int LEAST_READ_BYTES = 1 << 11;
  private static final int FIRST_READ_BYTES = 1 << 16;
  private static final int MOST_READ_BYTES = 1 << 18;

  private final Dispatcher dispatcher;
  private final Port.Options options;
  private final StreamManager noStreams = new OneForOneStreamManager();

  PortHandler(Dispatcher dispatcher, Port.Options options) {
    this.dispatcher = dispatcher;
    this.options = options;
  }

  @Override
  public StreamManager getStreamManager() {
    return noStreams;
  }

  @Override
  public void channelActive(TransportClient client) {
    Connection connection = Connection.of(client);
    Channel channel = connection.channel();
    channel
        .config()
        .setRecvByteBufAllocator(
            new AdaptiveRecvByteBufAllocator(LEAST_READ_BYTES, FIRST_READ_BYTES, MOST_READ_BYTES));
    MessageGuard.install(connection, options.mostUnread(), dispatcher::unlinked);
    connection.floodGuard().install(channel);
    if (!connection.isOutgoing()) {
      channel
          .eventLoop()
          .schedule(
              connection::closeIfUnknown, options.patience().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void channelInactive(TransportClient client) {
    dispatcher.closed(Connection.of(client));
  }

  /** What the dispatcher, or Spark on its way to it, has thrown. */
  @Override
  public void exceptionCaught(Throwable cause, TransportClient client) {
    if (cause instanceof LinkageError error) {
      dispatcher.unlinked(error);
    }
  }

  @Override
  public void receive(TransportClient client, ByteBuffer question, RpcResponseCallback callback) {
    dispatcher.asked(Connection.of(client), question, new Reply(callback));
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message) {
    dispatcher.received(Connection.of(client), message);
  }

  @Override
  public StreamCallbackWithID receiveStream(
      TransportClient client, ByteBuffer header, RpcResponseCallback receipt) {
    Connection connection = Connection.of(client);
    return new DownloadCallback(connection, dispatcher.streaming(connection, header));
  }

  private record Reply(RpcResponseCallback callback) implements Answer {
    @Override
    public void give(ByteBuffer answer) {
      callback.onSuccess(answer);
    }

    @Override
    public void refuse(String reason) {
      callback.onFailure(new IllegalArgumentException(reason));
    }
  }
}
