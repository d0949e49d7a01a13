package io.kindling.torchdb;

/** A case that needs an argument, or a form of one, that the Java call has no place for. */
final class NotHereException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotHereException(String what) {
    super(what);
  }
}
