package io.kindling.nn.spec.own;

/** Tells when it is initialized, and is no module. */
public final class NoModule {
  static {
    Tally.INITIALIZED.incrementAndGet();
  }

  public NoModule() {}
}
