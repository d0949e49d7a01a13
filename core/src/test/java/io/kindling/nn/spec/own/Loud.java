package io.kindling.nn.spec.own;

import io.kindling.nn.Module;

/** A module that tells when it is initialized. */
public final class Loud extends Module {
  private static final long serialVersionUID = 1L;

  static {
    Tally.INITIALIZED.incrementAndGet();
  }

  public Loud() {}
}
