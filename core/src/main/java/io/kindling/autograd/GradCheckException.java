package io.kindling.autograd;

/** A gradient that differs from finite differences; PyTorch's {@code GradcheckError}. */
public final class GradCheckException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  GradCheckException(String message) {
    super(message);
  }
}
