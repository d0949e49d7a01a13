package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.spark.worker.BlockFingerprints;
import org.apache.spark.Partitioner;

/**
 * Partition p of P holds the samples {@code [n*p/P, n*(p+1)/P)}: contiguous, even to within one
 * sample, and in the same global order for every P.
 */
final class ContiguousPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final long samples;
  private final int partitions;

  ContiguousPartitioner(long samples, int partitions) {
    this.samples = samples;
    this.partitions = partitions;
  }

  /** Global index of the first sample of partition {@code p}; for p = P, the number of samples. */
  long first(int p) {
    // n*p may exceed 64 bits; whole parts first.
    return samples / partitions * p + samples % partitions * p / partitions;
  }

  /** Samples of partition {@code p}. */
  long count(int p) {
    return first(p + 1) - first(p);
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  @Override
  public int getPartition(Object key) {
    long index = (Long) key;
    if (index < 0 || index >= samples) {
      throw new DataException(
          "row "
              + index
              + " of "
              + samples
              + ": the data set changed while it was read. "
              + BlockFingerprints.CURE);
    }
    int p = (int) ((double) index / samples * partitions);
    p = Math.min(p, partitions - 1);
    while (index < first(p)) {
      p--;
    }
    while (index >= first(p + 1)) {
      p++;
    }
    return p;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContiguousPartitioner c
        && c.samples == samples
        && c.partitions == partitions;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(samples) * 31 + partitions;
  }
}
