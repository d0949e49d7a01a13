package io.kindling.spark.allreduce.transport;

/** Bytes that are no frame of ours; names the field that shows it. */
final class MalformedFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedFrameException(String field, long got) {
    super("frame refused: its " + field + " is " + got, null, false, false);
  }
}
