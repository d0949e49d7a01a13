package io.kindling.spark.listener;

/** Why a listener cannot go on, and the cure, in one line for people. */
public final class ListenerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The line, and what is behind it. */
  public ListenerException(String message, Throwable cause) {
    super(message, cause);
  }
}
