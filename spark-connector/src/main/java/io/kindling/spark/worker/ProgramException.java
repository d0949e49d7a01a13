package io.kindling.spark.worker;

/**
 * The model, the loss or a transform has thrown on a worker, and would do so again. The message is
 * one line with what was thrown; the stack trace is that of the worker.
 */
public final class ProgramException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProgramException(String message, StackTraceElement[] trace) {
    super(message);
    setStackTrace(trace);
  }
}
