package io.kindling.spark.internals.network;

import java.nio.ByteBuffer;
import org.apache.spark.network.client.StreamCallbackWithID;

/**
 * A download as Spark's decoder feeds it.
 *
 * @param download null if nobody waits for it
 */
record DownloadCallback(Connection connection, Download download) implements StreamCallbackWithID {
  @Override
  public String getID() {
    return "kindling";
  }

  @Override
  public void onData(String id, ByteBuffer bytes) {
    connection.floodGuard().progress();
    if (download != null) {
      download.take(bytes);
    }
  }

  @Override
  public void onComplete(String id) {
    if (download != null) {
      download.end();
    }
  }

  @Override
  public void onFailure(String id, Throwable cause) {
    // The connection is closing, which the dispatcher is told.
  }
}
