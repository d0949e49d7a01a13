package io.kindling.spark.internals.network;

import java.nio.ByteBuffer;

/**
 * Told of what comes over the connections of a {@link Port}, on the thread of each. A buffer is
 * valid during the call only.
 */
public interface Dispatcher {

  /** The other end asks something; to be answered once. */
  void asked(Connection from, ByteBuffer question, Answer answer);

  /** A message that wants no answer. */
  void received(Connection from, ByteBuffer message);

  /**
   * A stream begins.
   *
   * @return who takes its bytes
   */
  Download streaming(Connection from, ByteBuffer header);

  /** The connection has closed, at whichever end. */
  void closed(Connection connection);

  /** This Spark lacks what its network library should have. */
  void unlinked(LinkageError error);
}
