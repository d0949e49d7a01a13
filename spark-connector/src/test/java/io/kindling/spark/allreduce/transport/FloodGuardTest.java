package io.kindling.spark.allreduce.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportResponseHandler;
import org.apache.spark.network.util.TransportFrameDecoder;
import org.junit.jupiter.api.Test;

/** How much may come over a connection in one piece, and what starts the count anew. */
final class FloodGuardTest {
  private static final int PIECE = 1 << 18;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Peer peer = new Peer(null, 1);

  FloodGuardTest() {
    channel
        .pipeline()
        .addLast(TransportFrameDecoder.HANDLER_NAME, new ChannelInboundHandlerAdapter());
  }

  private void attach() {
    assertTrue(peer.attach(new TransportClient(channel, new TransportResponseHandler(channel))));
  }

  private void send(int bytes, boolean heard) {
    for (int sent = 0; sent < bytes && channel.isOpen(); sent += PIECE) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[PIECE]));
      ReferenceCountUtil.release(channel.readInbound());
      if (heard) {
        peer.heard();
      }
    }
  }

  @Test
  void aMemberMaySendWithoutEndWhatIsAskedFor() {
    FloodGuard.install(channel, true);
    attach();
    send(1 << 24, true);
    assertTrue(channel.isOpen());
  }

  @Test
  void whoConnectsMayAttachBeforeTheChannelIsGuarded() {
    attach();
    FloodGuard.install(channel, true);
    send(1 << 24, true);
    assertTrue(channel.isOpen());
  }

  @Test
  void whatIsNoMessageIsCutOff() {
    FloodGuard.install(channel, true);
    attach();
    send(1 << 21, false);
    assertFalse(channel.isOpen());
  }

  @Test
  void aStrangerMaySendLittle() {
    FloodGuard.install(channel, false);
    send(1 << 20, true);
    assertFalse(channel.isOpen());
  }
}
