package io.kindling.spark.allreduce.transport;

import io.kindling.spark.internals.network.Answer;
import io.kindling.spark.internals.network.BadFrames;
import io.kindling.spark.internals.network.Connection;
import io.kindling.spark.internals.network.Dispatcher;
import io.kindling.spark.internals.network.Download;
import io.kindling.tensor.OutOfHeapException;
import java.nio.ByteBuffer;

/**
 * What comes over the gang's connections. Whoever connects must say hello, with the id this worker
 * drew for itself, before anything else; a connection that sends something else is closed. Frames
 * of another gang and malformed frames are dropped and counted ({@link BadFrames}); what a member
 * sends that no member sends ends the gang, for the others would wait in vain. No frame makes this
 * class throw.
 */
final class GangHandler implements Dispatcher {
  private final Gang gang;

  GangHandler(Gang gang) {
    this.gang = gang;
  }

  @Override
  public void closed(Connection connection) {
    Peer peer = peer(connection);
    if (peer != null) {
      gang.disconnected(peer);
    }
  }

  @Override
  public void unlinked(LinkageError error) {
    gang.unlinked(error);
  }

  /** Answers a hello, the only frame that is a question. */
  @Override
  public void asked(Connection from, ByteBuffer message, Answer answer) {
    Peer member = peer(from);
    if (member != null) {
      answer.refuse("a member asks nothing");
      wrong(member, "asked something");
      return;
    }
    Frame.Received received = decode(from, message);
    Peer peer = received == null ? null : greet(from, received);
    if (peer == null) {
      answer.refuse("not a hello of this gang");
      from.closeIfUnknown();
    } else {
      answer.give(ByteBuffer.allocate(0));
      peer.begin();
    }
  }

  private Peer greet(Connection from, Frame.Received received) {
    if (!(received.frame() instanceof Frame.Hello hello) || hello.size() != gang.size()) {
      return null;
    }
    Peer peer = gang.peer(received.sender());
    return peer != null && peer.rank() > gang.rank() && peer.attach(from) ? peer : null;
  }

  @Override
  public void received(Connection from, ByteBuffer message) {
    Frame.Received received = decode(from, message);
    Peer peer = peer(from);
    if (peer == null) {
      from.closeIfUnknown();
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
  public Download streaming(Connection from, ByteBuffer header) {
    Frame.Received received = decode(from, header);
    Peer peer = peer(from);
    if (peer == null) {
      from.closeIfUnknown();
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

  private Download inbound(Peer peer, CollectiveRun run, Frame.Data data) {
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
  private Frame.Received decode(Connection from, ByteBuffer message) {
    try {
      Frame.Received received = Frame.decode(message);
      if (received.gang().equals(gang.id())) {
        return received;
      }
      BadFrames.tell(gang, from, "it is of another gang");
    } catch (MalformedFrameException e) {
      BadFrames.tell(gang, from, e.getMessage());
      Peer peer = peer(from);
      if (peer != null) {
        wrong(peer, "sent what is no message: " + e.getMessage());
      }
    }
    return null;
  }

  /** Who is at the other end, or null before its hello. */
  private static Peer peer(Connection connection) {
    return (Peer) connection.member();
  }

  @Override
  public String toString() {
    return gang.toString();
  }
}
