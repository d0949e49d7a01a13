package io.kindling.spark.internals.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ThrottleTest {
  @Test
  void letsOneEventAMinutePassAndCountsTheOthers() {
    AtomicLong seconds = new AtomicLong(-500); // nanoTime may be negative
    Throttle throttle = new Throttle(() -> TimeUnit.SECONDS.toNanos(seconds.get()));
    List<Long> passed = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      throttle.pass(passed::add);
      seconds.incrementAndGet();
    }
    assertEquals(List.of(0L, 59L, 59L), passed);
  }
}
