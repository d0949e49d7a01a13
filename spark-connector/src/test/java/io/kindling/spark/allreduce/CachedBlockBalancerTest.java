package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CachedBlockBalancerTest {
  private static List<Integer> choose(Map<String, Integer> slots, String... holders) {
    return CachedBlockBalancer.choose(
        List.of(holders).stream()
            .map(names -> names.isEmpty() ? List.<String>of() : List.of(names.split(" ")))
            .toList(),
        slots);
  }

  @Test
  void anExecutorKeepsAsManyAsItHasSlots() {
    assertEquals(List.of(1), choose(Map.of("a", 1, "b", 1), "a", "a"));
    assertEquals(List.of(), choose(Map.of("a", 2, "b", 1), "a", "a", "b"));
    assertEquals(List.of(2, 3), choose(Map.of("a", 2, "b", 2), "a", "a", "a", "a"));
    assertEquals(List.of(0, 1), choose(Map.of("driver", 0), "driver", "driver"));
  }

  @Test
  void aSecondCopyCountsAndWhatIsNotCachedIsLeftAlone() {
    assertEquals(List.of(), choose(Map.of("a", 1, "b", 1), "a", "a b"));
    assertEquals(List.of(), choose(Map.of("a", 1, "b", 1), "", "a"));
  }

  @Test
  void anExecutorThatIsNotKnownYetIsLeftAlone() {
    assertEquals(List.of(), choose(Map.of("a", 1), "new", "new"));
  }
}
