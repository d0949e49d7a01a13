package io.kindling.data;

import java.util.Optional;

/**
 * Something the user supplied cannot be used as training data: a path that does not exist, a schema
 * that is not accepted, a record that is truncated, an image that does not decode.
 *
 * <p>The message is always one line that stands on its own: what was being read, what was found,
 * what was wanted. A job prints {@link #describe(Throwable)} and nothing else.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Longest chain of causes that is searched; guards against a cycle. */
  private static final int MAX_DEPTH = 64;

  private static final String MARK = DataException.class.getName() + ": ";

  public DataException(String message) {
    super(oneLine(message));
  }

  public DataException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /**
   * The one-line message of the data problem behind {@code failure}, if that is what it is.
   *
   * <p>An engine that ships failures between processes often keeps only their printed form, so the
   * chain of causes is searched first for this exception and then for its printed name.
   */
  public static Optional<String> describe(Throwable failure) {
    Throwable t = failure;
    for (int depth = 0; t != null && depth < MAX_DEPTH; depth++, t = t.getCause()) {
      if (t instanceof DataException) {
        return Optional.of(t.getMessage());
      }
    }
    t = failure;
    for (int depth = 0; t != null && depth < MAX_DEPTH; depth++, t = t.getCause()) {
      String text = t.getMessage();
      int at = text == null ? -1 : text.indexOf(MARK);
      if (at >= 0) {
        String rest = text.substring(at + MARK.length());
        return Optional.of(rest.lines().findFirst().orElse("").strip());
      }
    }
    return Optional.empty();
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
