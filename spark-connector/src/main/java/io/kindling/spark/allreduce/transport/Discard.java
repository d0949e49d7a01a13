package io.kindling.spark.allreduce.transport;

import io.kindling.spark.internals.network.Download;
import java.nio.ByteBuffer;

/**
 * Swallows a body that nobody waits for.
 *
 * @param peer who sends it; null for a stranger
 */
record Discard(Peer peer) implements Download {

  @Override
  public void take(ByteBuffer bytes) {
    if (peer != null) {
      peer.heard();
    }
  }

  @Override
  public void end() {}
}
