package io.kindling.data;

import io.kindling.random.Philox;
import java.util.Objects;

/**
 * The shuffled order of one epoch, in which every batch is spread evenly over the data set.
 *
 * <p>The n samples are cut into as many strata of neighbours as a batch has samples, {@code [j*n/B,
 * (j+1)*n/B)}; each stratum is permuted by itself ({@link IndexPermutation}), and batch k takes the
 * k-th sample of every stratum. So each sample is visited once and meets others in each epoch anew,
 * as in a plain shuffle, but a worker that holds a contiguous part of the data has the same share
 * of every batch, to within two samples (exactly, where the number of workers divides the batch
 * size); in a plain shuffle the largest share decides the time of a step, and is well above the
 * mean. A data set that is stored class by class gives balanced batches.
 *
 * <p>Where B does not divide n, some strata have one sample more, spread evenly; these form the
 * short last batch. Not thread-safe: it remembers the stratum it was last asked about.
 */
final class StratifiedOrder {
  private static final long STREAM = 0x73747261L;

  private final long samples;
  private final int strata;
  private final long whole;
  private final long rest;
  private final long key;
  private long current = -1;
  private IndexPermutation permutation;

  StratifiedOrder(long samples, int batchSize, long seed, long epoch) {
    this.samples = samples;
    this.strata = batchSize;
    this.whole = samples / batchSize;
    this.rest = samples % batchSize;
    this.key = Philox.bits64(seed, STREAM, epoch);
  }

  /** The sample at {@code position}. */
  long apply(long position) {
    Objects.checkIndex(position, samples);
    long step = position / strata;
    long slot = position % strata;
    long stratum = step < whole ? slot : largerStratum(slot);
    return start(stratum) + permutation(stratum).apply(step);
  }

  /** The position of {@code sample}: {@code inverse(apply(i)) == i}. */
  long inverse(long sample) {
    Objects.checkIndex(sample, samples);
    long stratum = stratum(sample);
    long step = permutation(stratum).inverse(sample - start(stratum));
    return step * strata + (step < whole ? stratum : largerBefore(stratum));
  }

  /** First sample of a stratum: j * n / B, without overflow. */
  private long start(long stratum) {
    return whole * stratum + largerBefore(stratum);
  }

  /** How many strata before this one have one sample more than the others. */
  private long largerBefore(long stratum) {
    return rest * stratum / strata;
  }

  /**
   * The i-th of the strata that have one sample more: the first with i + 1 of them up to its end.
   */
  private long largerStratum(long i) {
    return ((i + 1) * strata + rest - 1) / rest - 1;
  }

  private long stratum(long sample) {
    long j = Math.min(strata - 1L, (long) ((double) sample / samples * strata));
    while (start(j) > sample) {
      j--;
    }
    while (start(j + 1) <= sample) {
      j++;
    }
    return j;
  }

  private IndexPermutation permutation(long stratum) {
    if (stratum != current) {
      permutation = new IndexPermutation(start(stratum + 1) - start(stratum), key, stratum);
      current = stratum;
    }
    return permutation;
  }
}
