package io.kindling.nn.spec.own;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often code of these test classes has run; tells without initializing them. */
public final class Tally {
  public static final AtomicInteger INITIALIZED = new AtomicInteger();

  private Tally() {}
}
