package io.kindling.spark.internals.network;

import java.nio.ByteBuffer;

/**
 * Takes a stream as it comes. Used by the connection's thread; of a stream that breaks off the end
 * does not come, but {@link Dispatcher#closed} does.
 */
public interface Download {

  /** The next bytes, in the order in which they were sent; valid during the call only. */
  void take(ByteBuffer bytes);

  /** All has been taken. */
  void end();
}
