package io.kindling.spark.allreduce.transport;

import io.kindling.tensor.OutOfHeapException;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;

/**
 * What comes over the gang's connections. Whoever connects must say hello, with the id this worker
 * drew for itself, before anything else; a connection that sends something else is closed. Frames
 * of another gang and malformed frames are dropped and counted ({@link BadFrames}); what a member
 * sends that no member sends ends the gang, for the others would wait in vain. No frame makes this
 * class throw.
 */
final class GangHandler extends RpcHandler {
  private static final AttributeKey<Peer> PEER = AttributeKey.valueOf(GangHandler.class, "peer");

  private static final int LEAST_READ_BYTES = 1 << 11;
  private static final int FIRST_READ_BYTES = 1 << 16;
  private static final int MOST_READ_BYTES = 1 << 18;

  /** Of small messages that wait for a peer to read; and of chunks, where TLS makes copies. */
  private static final long MOST_UNREAD_BYTES = 1 << 24;

  private static final int CHUNKS = 8;

  private final Gang gang;
  private final StreamManager noStreams = new OneForOneStreamManager();

  GangHandler(Gang gang) {
    this.gang = gang;
  }

  @Override
  public StreamManager getStreamManager() {
    return noStreams;
  }

  /** Says who is at the other end of a connection that this worker has opened. */
  static void introduce(TransportClient client, Peer peer) {
    peer.attach(client);
    client.getChannel().attr(PEER).set(peer);
  }

  @Override
  public void channelActive(TransportClient client) {
    Channel channel = client.getChannel();
    channel
        .config()
        .setRecvByteBufAllocator(
            new AdaptiveRecvByteBufAllocator(LEAST_READ_BYTES, FIRST_READ_BYTES, MOST_READ_BYTES));
    long most = MOST_UNREAD_BYTES + CHUNKS * (long) Float.BYTES * gang.options().chunkElements();
    BadFrames.guard(channel, GangHandler::isKnown, most, gang::unlinked);
    FloodGuard.install(channel, channel.parent() == null);
    if (channel.parent() != null) {
      channel
          .eventLoop()
          .schedule(
              () -> closeIfUnknown(channel),
              gang.options().joinTimeout().toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void channelInactive(TransportClient client) {
    Peer peer = client.getChannel().attr(PEER).get();
    if (peer != null) {
      gang.disconnected(peer);
    }
  }

  /** What this class, or Spark on its way to it, has thrown. */
  @Override
  public void exceptionCaught(Throwable cause, TransportClient client) {
    if (cause instanceof LinkageError error) {
      gang.unlinked(error);
    }
  }

  /** Answers a hello, the only frame that is a question. */
  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback answer) {
    if (isKnown(client.getChannel())) {
      answer.onFailure(new IllegalArgumentException("a member asks nothing"));
      wrong(client.getChannel().attr(PEER).get(), "asked something");
      return;
    }
    Frame.Received received = decode(client, message);
    Peer peer = received == null ? null : greet(client, received);
    if (peer == null) {
      answer.onFailure(new IllegalArgumentException("not a hello of this gang"));
      closeIfUnknown(client.getChannel());
    } else {
      client.getChannel().attr(PEER).set(peer);
      answer.onSuccess(ByteBuffer.allocate(0));
      peer.begin();
    }
  }

  private Peer greet(TransportClient client, Frame.Received received) {
    if (!(received.frame() instanceof Frame.Hello hello) || hello.size() != gang.size()) {
      return null;
    }
    Peer peer = gang.peer(received.sender());
    return peer != null && peer.rank() > gang.rank() && peer.attach(client) ? peer : null;
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message) {
    Frame.Received received = decode(client, message);
    Peer peer = client.getChannel().attr(PEER).get();
    if (peer == null) {
      closeIfUnknown(client.getChannel());
    } else if (received != null) {
      peer.heard();
      if (received.sender() != peer.rank()) {
        wrong(peer, "sent a message of rank " + received.sender());
      } else if (received.frame() instanceof Frame.Data
          || received.frame() instanceof Frame.Hello) {
        wrong(peer, "sent a message out of place: " + received.frame());
      } else {
        gang.receive(peer, received.frame());
      }
    }
  }

  @Override
  public StreamCallbackWithID receiveStream(
      TransportClient client, ByteBuffer header, RpcResponseCallback receipt) {
    Frame.Received received = decode(client, header);
    Peer peer = client.getChannel().attr(PEER).get();
    if (peer == null) {
      closeIfUnknown(client.getChannel());
    } else if (received != null) {
      peer.heard();
      if (received.sender() == peer.rank() && received.frame() instanceof Frame.Data data) {
        CollectiveRun run = gang.accept(peer, data);
        if (run != null) {
          return inbound(peer, run, data);
        }
      } else {
        wrong(peer, "sent a chunk of rank " + received.sender() + " as " + received.frame());
      }
    }
    return new Discard(peer);
  }

  private void wrong(Peer peer, String did) {
    gang.fail(ExchangeException.blaming(peer.rank(), peer + " " + did));
  }

  private StreamCallbackWithID inbound(Peer peer, CollectiveRun run, Frame.Data data) {
    try {
      return new InboundChunk(gang, peer, run, data);
    } catch (OutOfMemoryError e) {
      // On a network thread, where an error would only close the connection.
      OutOfHeapException words =
          OutOfHeapException.of(
              "a chunk of " + data.count() + " elements from " + peer,
              (long) Float.BYTES * data.count(),
              "use smaller chunks (GangOptions.chunkElements)",
              e);
      gang.fail(gang.blamingSelf(words.getMessage()));
      return new Discard(peer);
    }
  }

  /** The frame, or null if it is malformed or of another gang. */
  private Frame.Received decode(TransportClient client, ByteBuffer message) {
    try {
      Frame.Received received = Frame.decode(message);
      if (received.gang().equals(gang.id())) {
        return received;
      }
      BadFrames.tell(gang, client.getSocketAddress(), "it is of another gang");
    } catch (MalformedFrameException e) {
      BadFrames.tell(gang, client.getSocketAddress(), e.getMessage());
      if (isKnown(client.getChannel())) {
        wrong(client.getChannel().attr(PEER).get(), "sent what is no message: " + e.getMessage());
      }
    }
    return null;
  }

  private static boolean isKnown(Channel channel) {
    return channel.attr(PEER).get() != null;
  }

  private static void closeIfUnknown(Channel channel) {
    if (!isKnown(channel)) {
      channel.close();
    }
  }
}
