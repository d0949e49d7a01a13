package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

final class ParallelTest {
  @Test
  void everyUnitRunsOnceOverManyLoops() {
    try (Parallel.Scope scope = Parallel.scope(3)) {
      for (int loop = 0; loop < 2000; loop++) {
        int units = loop % 17;
        AtomicIntegerArray ran = new AtomicIntegerArray(units + 1);
        Parallel.forRange(units, ran::incrementAndGet);
        for (int i = 0; i < units; i++) {
          assertEquals(1, ran.get(i));
        }
        assertEquals(0, ran.get(units));
      }
    }
  }

  @Test
  void chunksCoverTheRange() {
    int length = 300_001;
    AtomicIntegerArray seen = new AtomicIntegerArray(length);
    try (Parallel.Scope scope = Parallel.scope(2)) {
      Parallel.forChunks(
          length,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              seen.incrementAndGet(i);
            }
          });
    }
    for (int i = 0; i < length; i++) {
      assertEquals(1, seen.get(i));
    }
  }

  @Test
  void eachThreadBeginsWithItsOwnShare() {
    try (Parallel.Scope scope = Parallel.scope(2)) {
      Thread caller = Thread.currentThread();
      Thread[] ran = new Thread[8];
      for (int loop = 0; loop < 200; loop++) {
        CyclicBarrier both = new CyclicBarrier(2);
        Parallel.forRange(
            8,
            unit -> {
              ran[unit] = Thread.currentThread();
              if (unit % 4 == 0) {
                await(both);
              }
            });
        assertSame(caller, ran[0]);
        assertNotSame(caller, ran[4]);
      }
    }
  }

  @Test
  void whoIsDoneTakesOverFromTheOthers() {
    try (Parallel.Scope scope = Parallel.scope(2)) {
      for (int held : new int[] {0, 4}) {
        Thread[] ran = new Thread[8];
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(7);
        Parallel.forRange(
            8,
            unit -> {
              ran[unit] = Thread.currentThread();
              if (unit == held) {
                began.countDown();
                await(others);
              } else {
                await(began);
                others.countDown();
              }
            });
        for (int unit = 0; unit < 8; unit++) {
          assertEquals(unit == held, ran[unit] == ran[held], "unit " + unit);
        }
      }
    }
  }

  @Test
  void aScopeEndsWhereItsBlockEnds() {
    int before = Parallel.threads();
    try (Parallel.Scope outer = Parallel.scope(4)) {
      try (Parallel.Scope inner = Parallel.scope(1)) {
        assertEquals(1, Parallel.threads());
      }
      assertEquals(4, Parallel.threads());
    }
    assertEquals(before, Parallel.threads());
  }

  @Test
  void unitsDoNotFanOutAgain() {
    try (Parallel.Scope scope = Parallel.scope(2)) {
      AtomicIntegerArray ran = new AtomicIntegerArray(64);
      Parallel.forRange(8, i -> Parallel.forRange(8, j -> ran.incrementAndGet(i * 8 + j)));
      for (int i = 0; i < 64; i++) {
        assertEquals(1, ran.get(i));
      }
    }
  }

  @Test
  void aFailureIsThrownAndTheTeamLivesOn() {
    try (Parallel.Scope scope = Parallel.scope(2)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              Parallel.forRange(
                  10,
                  i -> {
                    if (i == 5) {
                      throw new IllegalStateException("unit 5");
                    }
                  }));
      AtomicIntegerArray ran = new AtomicIntegerArray(10);
      Parallel.forRange(10, ran::incrementAndGet);
      assertEquals(1, ran.get(9));
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void noThreadsIsAnError() {
    assertThrows(IllegalArgumentException.class, () -> Parallel.scope(0));
  }
}
