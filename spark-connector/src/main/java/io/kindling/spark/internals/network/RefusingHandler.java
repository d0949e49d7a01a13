package io.kindling.spark.internals.network;

import java.nio.ByteBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;

/** Closes a connection at what another handler throws: authentication that has failed, and such. */
final class RefusingHandler extends RpcHandler {
  private final RpcHandler handler;

  RefusingHandler(RpcHandler handler) {
    this.handler = handler;
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback answer) {
    try {
      handler.receive(client, message, answer);
    } catch (RuntimeException e) {
      answer.onFailure(new IllegalArgumentException(BadFrames.reason(e)));
      BadFrames.refuse(client.getChannel(), e);
    }
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message) {
    try {
      handler.receive(client, message);
    } catch (RuntimeException e) {
      BadFrames.refuse(client.getChannel(), e);
    }
  }

  @Override
  public StreamCallbackWithID receiveStream(
      TransportClient client, ByteBuffer header, RpcResponseCallback receipt) {
    try {
      return handler.receiveStream(client, header, receipt);
    } catch (RuntimeException e) {
      BadFrames.refuse(client.getChannel(), e);
      return new DownloadCallback(Connection.of(client), null);
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
