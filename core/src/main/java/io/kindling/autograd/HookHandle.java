package io.kindling.autograd;

/** Removes a hook again. */
@FunctionalInterface
public interface HookHandle {
  void remove();
}
