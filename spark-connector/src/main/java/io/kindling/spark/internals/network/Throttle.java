package io.kindling.spark.internals.network;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Lets an event pass at most once a minute, with the number of those held back. Thread-safe. */
final class Throttle {
  private static final long PERIOD = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanos;
  private boolean passed;
  private long last;
  private long held;
  private long events;

  Throttle() {
    this(System::nanoTime);
  }

  /**
   * @param nanos the time
   */
  Throttle(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** All events so far. */
  synchronized long count() {
    return events;
  }

  /**
   * One more event.
   *
   * @param action told, if it passes, how many have been held back since the last that did
   */
  void pass(LongConsumer action) {
    long more;
    synchronized (this) {
      events++;
      long now = nanos.getAsLong();
      if (passed && now - last < PERIOD) {
        held++;
        return;
      }
      passed = true;
      last = now;
      more = held;
      held = 0;
    }
    action.accept(more);
  }
}
