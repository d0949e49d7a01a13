package io.kindling.spark.allreduce;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;

/**
 * The one order in which partial results are added, whatever the order they arrive in: a binary
 * tree over the partition index.
 *
 * <p>A block is a range {@code [k * 2^l, (k + 1) * 2^l)} of indices, cut at the number of parts.
 * The sum of a block is the sum of its left half plus the sum of its right half; a half that lies
 * beyond the last part is no operand at all. Five parts are thus added as {@code ((0+1)+(2+3))+4}.
 *
 * <p>Floating-point addition is not associative, so an order must be fixed for results to be
 * bitwise the same; this one lets any aligned block be summed anywhere (in an executor, in an
 * intermediate task, slice by slice) and the blocks' sums be added later, with the same bits as in
 * one place. Its rounding error grows with the logarithm of the number of parts.
 *
 * <p>A part that has nothing to add is still an operand, a zero: {@code -0f + 0f} is {@code 0f}.
 *
 * <p>Parts are merged as soon as both halves are there. Not thread-safe.
 *
 * @param <T> a partial result
 */
public final class PairwiseSum<T> {
  private final int parts;
  private final BinaryOperator<T> add;
  private final Map<Integer, Block<T>> waiting = new HashMap<>();
  private final BitSet received = new BitSet();

  private record Block<T>(int first, int width, T value) {}

  /**
   * @param parts how many parts there are, at least 1
   * @param add the sum of a left and a right operand; may reuse either
   */
  public PairwiseSum(int parts, BinaryOperator<T> add) {
    if (parts < 1) {
      throw new IllegalArgumentException("PairwiseSum: got " + parts + " parts, wanted 1 or more");
    }
    this.parts = parts;
    this.add = Objects.requireNonNull(add, "add");
  }

  /**
   * Takes part {@code index}.
   *
   * @throws IllegalStateException when it was taken before
   */
  public void add(int index, T value) {
    Objects.checkIndex(index, parts);
    Objects.requireNonNull(value, "value");
    if (received.get(index)) {
      throw new IllegalStateException("PairwiseSum: part " + index + " was already added");
    }
    received.set(index);
    Block<T> block = widened(new Block<>(index, 1, value));
    Block<T> sibling = waiting.get(block.first ^ block.width);
    while (sibling != null && sibling.width == block.width) {
      waiting.remove(sibling.first);
      Block<T> left = sibling.first < block.first ? sibling : block;
      Block<T> right = left == block ? sibling : block;
      T sum = add.apply(left.value, right.value);
      block = widened(new Block<>(left.first, 2 * block.width, sum));
      sibling = waiting.get(block.first ^ block.width);
    }
    waiting.put(block.first, block);
  }

  /** The largest block that holds no other part than {@code block}: a cut one stands for all. */
  private Block<T> widened(Block<T> block) {
    int width = block.width;
    while (width < parts && (block.first & width) == 0 && block.first + width >= parts) {
      width *= 2;
    }
    return width == block.width ? block : new Block<>(block.first, width, block.value);
  }

  /** Whether all parts are there. */
  public boolean isComplete() {
    return received.cardinality() == parts;
  }

  /**
   * The sum of all parts.
   *
   * @throws IllegalStateException when some are missing
   */
  public T result() {
    if (!isComplete()) {
      throw new IllegalStateException(
          "PairwiseSum: only " + received.cardinality() + " of " + parts + " parts were added");
    }
    return waiting.get(0).value;
  }
}
