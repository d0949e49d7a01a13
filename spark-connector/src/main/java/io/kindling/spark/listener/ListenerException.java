package io.kindling.spark.listener;

/** Why a listener cannot go on, and the cure, in one line for people. */
public final class ListenerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The line, and what is behind it. */
  public ListenerException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A place that cannot be written to.
   *
   * @param what the listener, as {@code report}
   * @param where the place, with the word before it
   * @param cure what to give instead
   */
  public static ListenerException cannotWrite(
      String what, String where, String cure, Exception cause) {
    String message = cause.getMessage();
    String why = message == null ? cause.toString() : message.lines().findFirst().get();
    return new ListenerException(
        what + ": cannot write " + where + ": " + why + "; " + cure + ", with room", cause);
  }
}
