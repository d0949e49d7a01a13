package io.kindling.spark.worker;

import io.kindling.data.DataException;
import io.kindling.data.SampleBlock;
import java.io.Serializable;

/**
 * What the blocks of a data set hold, by their {@link SampleBlock#fingerprint}: a block that was
 * lost and is decoded anew must hold the same samples in the same order, or the run would go on
 * with other data than it began with. Immutable.
 *
 * @param what what errors call the data
 * @param blocks one for each partition, 0 where there is no block; not copied
 */
public record BlockFingerprints(String what, long[] blocks) implements Serializable {
  /** How rows are made to come in the same order each time. */
  public static final String CURE =
      "Write the table once and read it from there, or checkpoint() it, or sort it by a unique key"
          + " within partitions (sortWithinPartitions) as the last thing; cache() does not help";

  /** Of all of the data set, however it is cut into blocks. */
  public long sum() {
    long sum = 0;
    for (long block : blocks) {
      sum += block;
    }
    return sum;
  }

  /**
   * Checks a block before it is used.
   *
   * @param block null where the partition has none
   * @throws DataException when it holds other samples than it did, or in another order
   */
  public void check(int partition, SampleBlock block) {
    check(partition, block == null ? 0 : block.fingerprint());
  }

  /** {@link #check(int, SampleBlock)} of a block with this fingerprint. */
  public void check(int partition, long found) {
    if (found != blocks[partition]) {
      throw new DataException(
          what
              + ": the block of partition "
              + partition
              + " was lost and decoded anew, and its samples are not those of before, or not in"
              + " that order; to go on would give other results. "
              + CURE);
    }
  }
}
