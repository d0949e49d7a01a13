package io.kindling.spark.checkpoint;

/** Checkpoints cannot be written, read, or gone on from; the message is one line. */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
