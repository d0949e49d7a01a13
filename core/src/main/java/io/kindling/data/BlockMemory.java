package io.kindling.data;

import io.kindling.tensor.OutOfHeapException;
import java.util.function.Supplier;

/** Arrays of blocks of samples, which are the largest that a worker's data need. */
final class BlockMemory {
  private BlockMemory() {}

  /**
   * What {@code allocation} gives.
   *
   * @param samples there is room for in it
   * @param bytes it takes
   * @throws OutOfHeapException when the heap does not suffice
   */
  static <T> T allocate(long samples, String of, long bytes, Supplier<T> allocation) {
    try {
      return allocation.get();
    } catch (OutOfMemoryError e) {
      throw OutOfHeapException.of(
          "a block of " + samples + " samples of " + of,
          bytes,
          "use more partitions (smaller blocks) or fewer tasks an executor",
          e);
    }
  }
}
