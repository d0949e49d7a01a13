package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class PairwiseSumTest {

  /** The rule as it is written: the left half's sum plus the right half's. */
  private static String reference(int first, int width, int parts) {
    if (width == 1) {
      return "" + first;
    }
    int half = width / 2;
    String left = reference(first, half, parts);
    return first + half >= parts
        ? left
        : "(" + left + "+" + reference(first + half, half, parts) + ")";
  }

  private static int powerOfTwo(int atLeast) {
    return atLeast == 1 ? 1 : 2 * Integer.highestOneBit(atLeast - 1);
  }

  private static String sum(List<String> values, List<Integer> arrival) {
    PairwiseSum<String> sum = new PairwiseSum<>(values.size(), (a, b) -> "(" + a + "+" + b + ")");
    for (int index : arrival) {
      assertFalse(sum.isComplete());
      sum.add(index, values.get(index));
    }
    return sum.result();
  }

  private static List<Integer> shuffled(int n, long seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    return order;
  }

  private static List<String> names(int n) {
    return IntStream.range(0, n).mapToObj(i -> "" + i).toList();
  }

  @Test
  void addsNeighboursFirst() {
    assertEquals("((0+1)+2)", sum(names(3), List.of(2, 1, 0)));
    assertEquals("(((0+1)+(2+3))+4)", sum(names(5), List.of(3, 4, 0, 2, 1)));
    assertEquals("(((0+1)+(2+3))+((4+5)+6))", sum(names(7), List.of(6, 5, 4, 3, 2, 1, 0)));
  }

  @Property
  void orderOfArrivalDoesNotMatter(
      @ForAll @IntRange(min = 1, max = 70) int parts, @ForAll long seed) {
    assertEquals(reference(0, powerOfTwo(parts), parts), sum(names(parts), shuffled(parts, seed)));
  }

  @Property
  void alignedBlocksMayBeAddedElsewhere(
      @ForAll @IntRange(min = 1, max = 70) int parts,
      @ForAll @IntRange(min = 0, max = 5) int logWidth,
      @ForAll long seed) {
    int width = 1 << logWidth;
    List<String> blocks = new ArrayList<>();
    for (int first = 0; first < parts; first += width) {
      blocks.add(
          sum(
              names(parts).subList(first, Math.min(parts, first + width)),
              shuffled(Math.min(width, parts - first), seed)));
    }
    assertEquals(
        reference(0, powerOfTwo(parts), parts), sum(blocks, shuffled(blocks.size(), seed)));
  }

  @Test
  void refusesAPartTwiceAndAResultTooEarly() {
    PairwiseSum<String> sum = new PairwiseSum<>(3, String::concat);
    sum.add(0, "a");
    sum.add(1, "b");
    assertThrows(IllegalStateException.class, () -> sum.add(1, "b"));
    assertThrows(IllegalStateException.class, sum::result);
    assertThrows(IndexOutOfBoundsException.class, () -> sum.add(3, "d"));
    assertThrows(IllegalArgumentException.class, () -> new PairwiseSum<>(0, String::concat));
  }
}
