package io.kindling.spark.internals.network;

import java.nio.ByteBuffer;

/** What becomes of a question. */
public interface Answer {

  /** Answers it. */
  void give(ByteBuffer answer);

  /** Refuses it: {@link Connection#ask} throws at the other end. */
  void refuse(String reason);
}
