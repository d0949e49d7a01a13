package io.kindling.spark.allreduce;

/** Training was told to end, and does so without another attempt; the message says by what. */
public final class TrainingCancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingCancelledException(String why, Throwable cause) {
    super(why, cause);
  }
}
