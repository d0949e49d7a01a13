package io.kindling.spark.internals.network;

import java.nio.ByteBuffer;

/** What is sent as a stream, made while the socket takes it. */
public interface Upload {

  /** How many bytes there are. */
  long size();

  /**
   * The bytes from {@code position} on, as many as come easily, at least one unless there are no
   * more; valid until the next call on this thread.
   */
  ByteBuffer bytes(long position);

  /** Called once, when {@link #bytes} will not be called any more: all is with the socket. */
  void written();

  /** The other end has it all, or its connection has closed. */
  void acknowledged();
}
