package io.kindling.spark.allreduce.transport;

import java.nio.ByteBuffer;
import org.apache.spark.network.client.StreamCallbackWithID;

/** Swallows a body that nobody waits for. */
final class Discard implements StreamCallbackWithID {
  private final Peer peer;

  /**
   * @param peer who sends it; null for a stranger
   */
  Discard(Peer peer) {
    this.peer = peer;
  }

  @Override
  public String getID() {
    return "kindling-discard";
  }

  @Override
  public void onData(String id, ByteBuffer bytes) {
    if (peer != null) {
      peer.heard();
    }
  }

  @Override
  public void onComplete(String id) {}

  @Override
  public void onFailure(String id, Throwable cause) {}
}
