package io.kindling.spark.allreduce;

/**
 * Resident workers have failed as often as they may. The session still holds the state of before
 * the steps they failed in.
 */
public final class GangFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GangFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
