package io.kindling.spark.allreduce.transport;

import java.util.OptionalInt;

/** A gang of workers can go no further: says which worker is the reason, where there is one. */
public final class ExchangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int NOBODY = -1;

  private final int culprit;

  private ExchangeException(String message, int culprit, Throwable cause) {
    super(message, cause);
    this.culprit = culprit;
  }

  static ExchangeException of(String message) {
    return new ExchangeException(message, NOBODY, null);
  }

  /** Nobody in particular is the reason. */
  public static ExchangeException because(String message, Throwable cause) {
    return new ExchangeException(message, NOBODY, cause);
  }

  static ExchangeException blaming(int rank, String message) {
    return new ExchangeException(message, rank, null);
  }

  static ExchangeException blaming(int rank, String message, Throwable cause) {
    return new ExchangeException(message, rank, cause);
  }

  /** A copy with the stack of the thread that is about to throw it. */
  ExchangeException rethrown() {
    return new ExchangeException(getMessage(), culprit, this);
  }

  /** The rank of the worker that died, left, was cancelled, stayed silent or differed. */
  public OptionalInt culprit() {
    return culprit < 0 ? OptionalInt.empty() : OptionalInt.of(culprit);
  }
}
