package io.kindling.autograd;

import java.util.List;
import java.util.stream.Stream;

/** Where an operation was called in the forward pass; kept in anomaly mode only. */
final class ForwardCall extends Throwable {
  private static final long serialVersionUID = 1L;
  private static final List<String> INNER =
      List.of("io.kindling.autograd.", "io.kindling.ops.", "io.kindling.tensor.");

  ForwardCall(String name) {
    super("forward call of " + name);
  }

  /** The stack without the engine's own frames, one line a call. */
  String trace() {
    StackTraceElement[] all = getStackTrace();
    int first = 0;
    while (first < all.length - 1 && isInner(all[first])) {
      first++;
    }
    return String.join(
        "", Stream.of(all).skip(first).limit(20).map(frame -> "\n\tat " + frame).toList());
  }

  private static boolean isInner(StackTraceElement frame) {
    return INNER.stream().anyMatch(frame.getClassName()::startsWith)
        && !frame.getClassName().endsWith("Test");
  }
}
