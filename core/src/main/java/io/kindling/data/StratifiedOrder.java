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
 * of every batch, to within a few samples (exactly, where the number of workers divides the batch
 * size and that the data set); in a plain shuffle the largest share decides the time of a step, and
 * is well above the mean. A data set that is stored class by class gives balanced batches.
 *
 * <p>Where B does not divide n, some strata have one sample more; these form the short last batch.
 * They come in pairs of neighbours, spread evenly, and a third beside one of the pairs where their
 * number is odd: so the data can be cut near any place without a worker having just one sample of
 * the last batch ({@link #mayCut}). Not thread-safe: it remembers the stratum it was last asked
 * about.
 */
final class StratifiedOrder {
  private static final long STREAM = 0x73747261L;

  private final long samples;
  private final int strata;
  private final long whole;
  private final long rest;

  /** The strata 2m and 2m + 1 are unit m. */
  private final long units;

  /** How many units have two larger strata. */
  private final long largerUnits;

  /** The larger stratum that is not one of two in its unit, or -1. */
  private final long odd;

  private final long key;
  private long current = -1;
  private IndexPermutation permutation;

  StratifiedOrder(long samples, int batchSize, long seed, long epoch) {
    this.samples = samples;
    this.strata = batchSize;
    this.whole = samples / batchSize;
    this.rest = samples % batchSize;
    this.units = batchSize / 2;
    this.largerUnits = rest / 2;
    this.odd = rest % 2 == 0 ? -1 : oddOne();
    this.key = Philox.bits64(seed, STREAM, epoch);
  }

  /** Beside the last larger unit where there is no place for it behind that, which is the last. */
  private long oddOne() {
    long smaller = units - largerUnits;
    boolean behind = strata % 2 == 1 || largerUnits == 0;
    return behind ? strata - 1L : 2 * (units - (units + smaller - 1) / smaller) + 1;
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

  /** First sample of a stratum; of stratum B, the number of samples. */
  long start(long stratum) {
    return whole * stratum + largerBefore(stratum);
  }

  /** How many strata before this one have one sample more than the others. */
  long largerBefore(long stratum) {
    long before = odd >= 0 && odd < stratum ? 1 : 0;
    if (largerUnits == 0) {
      return before;
    }
    long unit = stratum / 2;
    long pairs = largerUnits * unit / units;
    boolean half = stratum % 2 == 1 && unit < units && largerUnits * (unit + 1) / units > pairs;
    return before + 2 * pairs + (half ? 1 : 0);
  }

  /** The i-th of the strata that have one sample more. */
  private long largerStratum(long i) {
    long beforeOdd = odd < 0 ? rest : largerBefore(odd);
    if (i == beforeOdd) {
      return odd;
    }
    long among = i < beforeOdd ? i : i - 1;
    // The first unit with so many larger ones up to its end.
    long unit = ((among / 2 + 1) * units + largerUnits - 1) / largerUnits - 1;
    return 2 * unit + among % 2;
  }

  /**
   * Whether the data may be cut before this stratum: what lies between two such cuts has none or at
   * least two samples of every batch, if the batch has.
   */
  boolean mayCut(long stratum) {
    boolean apart = odd < 0 || odd == strata - 1 || stratum != odd + 1;
    return stratum == 0 || stratum == strata || stratum % 2 == 0 && stratum != strata - 1 && apart;
  }

  /** The stratum of a sample; of n, B. */
  long stratum(long sample) {
    if (sample == samples) {
      return strata;
    }
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
