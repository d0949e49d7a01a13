package io.kindling.spark.internals.network;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportResponseHandler;
import org.apache.spark.network.util.TransportFrameDecoder;
import org.junit.jupiter.api.Test;

/** How much may come over a connection in one piece, and what starts the count anew. */
final class FloodGuardTest {
  private static final int PIECE = 1 << 18;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final TransportClient client =
      new TransportClient(channel, new TransportResponseHandler(channel));

  FloodGuardTest() {
    channel
        .pipeline()
        .addLast(TransportFrameDecoder.HANDLER_NAME, new ChannelInboundHandlerAdapter());
  }

  private void know() {
    Connection.of(client).know("a member");
  }

  private void guard() {
    Connection.of(client).floodGuard().install(channel);
  }

  private void send(int bytes, boolean asStream) {
    DownloadCallback stream = new DownloadCallback(Connection.of(client), null);
    for (int sent = 0; sent < bytes && channel.isOpen(); sent += PIECE) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[PIECE]));
      ReferenceCountUtil.release(channel.readInbound());
      if (asStream) {
        stream.onData(stream.getID(), ByteBuffer.allocate(PIECE));
      }
    }
  }

  @Test
  void aMemberMaySendWithoutEndWhatIsAskedFor() {
    guard();
    know();
    send(1 << 24, true);
    assertTrue(channel.isOpen());
  }

  @Test
  void whoConnectsMayKnowItBeforeTheChannelIsGuarded() {
    know();
    guard();
    send(1 << 24, true);
    assertTrue(channel.isOpen());
  }

  @Test
  void whatIsNoMessageIsCutOff() {
    guard();
    know();
    send(1 << 21, false);
    assertFalse(channel.isOpen());
  }

  @Test
  void aStrangerMaySendLittle() {
    new FloodGuard(false).install(channel);
    send(1 << 20, true);
    assertFalse(channel.isOpen());
  }
}
