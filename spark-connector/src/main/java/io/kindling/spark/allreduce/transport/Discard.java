package io.kindling.spark.allreduce.transport;

import java.nio.ByteBuffer;
import org.apache.spark.network.client.StreamCallbackWithID;

/** Swallows a body that nobody waits for. */
final class Discard implements StreamCallbackWithID {
  @Override
  public String getID() {
    return "kindling-discard";
  }

  @Override
  public void onData(String id, ByteBuffer bytes) {}

  @Override
  public void onComplete(String id) {}

  @Override
  public void onFailure(String id, Throwable cause) {}
}
