package io.kindling.io;

import java.io.IOException;

/** A file is not what it claims to be; the message says where and why, in one line. */
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public FormatException(String message) {
    super(message);
  }

  public FormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
