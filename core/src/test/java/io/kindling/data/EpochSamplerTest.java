package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class EpochSamplerTest {

  @Property(tries = 200)
  void permutationIsABijectionWithItsInverse(
      @ForAll @IntRange(min = 1, max = 3000) int n, @ForAll long seed, @ForAll long stream) {
    var permutation = new IndexPermutation(n, seed, stream);
    boolean[] seen = new boolean[n];
    for (int i = 0; i < n; i++) {
      long x = permutation.apply(i);
      assertEquals(i, permutation.inverse(x));
      seen[(int) x] = true;
    }
    for (boolean s : seen) {
      assertTrue(s);
    }
  }

  @Property(tries = 200)
  void permutationOfHugeDomainsStaysInsideAndInverts(
      @ForAll @LongRange(min = 1, max = 1L << 62) long n,
      @ForAll @LongRange(min = 0) long at,
      @ForAll long seed) {
    var permutation = new IndexPermutation(n, seed, 3);
    long x = permutation.apply(at % n);
    assertTrue(x >= 0 && x < n);
    assertEquals(at % n, permutation.inverse(x));
  }

  @Property(tries = 300)
  void everySampleIsVisitedOnceAnEpoch(
      @ForAll @IntRange(min = 1, max = 500) int samples,
      @ForAll @IntRange(min = 1, max = 70) int batch,
      @ForAll long seed,
      @ForAll @LongRange(min = 0, max = 1000) long epoch,
      @ForAll boolean shuffle) {
    var sampler = new EpochSampler(seed, samples, batch, shuffle, false);
    long[] all =
        LongStream.range(0, sampler.stepsPerEpoch())
            .flatMap(step -> Arrays.stream(sampler.batch(epoch, (int) step)))
            .sorted()
            .toArray();
    assertArrayEquals(LongStream.range(0, samples).toArray(), all);
  }

  @Property(tries = 200)
  void globalBatchesAreTheSameForAnyNumberOfPartitions(
      @ForAll @IntRange(min = 1, max = 400) int samples,
      @ForAll @IntRange(min = 1, max = 64) int batch,
      @ForAll long seed,
      @ForAll @LongRange(min = 0, max = 50) long epoch,
      @ForAll boolean shuffle,
      @ForAll boolean drop) {
    boolean dropLast = drop && samples >= batch;
    var sampler = new EpochSampler(seed, samples, batch, shuffle, dropLast);
    for (int partitions : new int[] {1, 2, 3, 7}) {
      EpochShare[] shares = new EpochShare[partitions];
      long[] first = new long[partitions];
      for (int p = 0; p < partitions; p++) {
        first[p] = (long) samples * p / partitions;
        int count = (int) ((long) samples * (p + 1) / partitions - first[p]);
        shares[p] = sampler.share(epoch, first[p], count);
        assertEquals(sampler.stepsPerEpoch(), shares[p].steps());
      }
      for (int step = 0; step < sampler.stepsPerEpoch(); step++) {
        long[] expected = sampler.batch(epoch, step);
        assertEquals(sampler.batchSize(step), expected.length);
        long[] got = new long[expected.length];
        int n = 0;
        for (int p = 0; p < partitions; p++) {
          assertTrue(shares[p].size(step) <= shares[p].maxSize());
          assertInBatchOrder(expected, shares[p].rows(step), first[p]);
          for (int i = 0; i < shares[p].size(step); i++) {
            got[n++] = first[p] + shares[p].row(step, i);
          }
        }
        assertEquals(expected.length, n);
        Arrays.sort(got);
        Arrays.sort(expected);
        assertArrayEquals(expected, got);
      }
    }
  }

  @Property(tries = 200)
  void sharesOfContiguousPartsAreEven(
      @ForAll @IntRange(min = 1, max = 3000) int samples,
      @ForAll @IntRange(min = 1, max = 64) int batch,
      @ForAll @IntRange(min = 1, max = 9) int partitions,
      @ForAll long seed) {
    var sampler = new EpochSampler(seed, samples, batch);
    for (int p = 0; p < partitions; p++) {
      int first = samples * p / partitions;
      int count = samples * (p + 1) / partitions - first;
      EpochShare share = sampler.share(1, first, count);
      for (int step = 0; step < sampler.stepsPerEpoch(); step++) {
        double even = (double) sampler.batchSize(step) * count / samples;
        boolean exact = samples % batch == 0 && batch % partitions == 0;
        double tolerance = exact ? 0.999 : 4;
        assertEquals(even, share.size(step), tolerance);
      }
    }
  }

  @Property(tries = 500)
  void cutsLeaveNoWorkerASingleSampleOfABatch(
      @ForAll @IntRange(min = 2, max = 400) int samples,
      @ForAll @IntRange(min = 2, max = 70) int batch,
      @ForAll @IntRange(min = 1, max = 9) int partitions,
      @ForAll long seed,
      @ForAll boolean shuffle,
      @ForAll boolean drop) {
    boolean dropLast = samples >= batch && (drop || samples % batch == 1);
    var sampler = new EpochSampler(seed, samples, batch, shuffle, dropLast);
    long before = 0;
    for (int p = 1; p <= partitions; p++) {
      long even = (long) samples * p / partitions;
      long end = sampler.cut(even);
      assertTrue(end >= before, "cuts are in order");
      // At most four strata lie between two cuts.
      assertTrue(Math.abs(end - even) <= 2 * (samples / batch + 1) + 2, even + " to " + end);
      assertFalse(sampler.mayHaveOne(before, end - before));
      assertNoSingle(sampler, before, (int) (end - before));
      before = end;
    }
    assertEquals(samples, before);
  }

  @Property(tries = 500)
  void aWorkerThatMayNotHaveOneSampleNeverHas(
      @ForAll @IntRange(min = 2, max = 300) int samples,
      @ForAll @IntRange(min = 2, max = 70) int batch,
      @ForAll @IntRange(min = 0, max = 300) int from,
      @ForAll @IntRange(min = 0, max = 300) int to,
      @ForAll long seed,
      @ForAll boolean shuffle) {
    var sampler = new EpochSampler(seed, samples, batch, shuffle, samples >= batch && seed < 0);
    int first = Math.min(Math.min(from, to), samples);
    int end = Math.min(Math.max(from, to), samples);
    if (!sampler.mayHaveOne(first, end - first)) {
      assertNoSingle(sampler, first, end - first);
    }
  }

  private static void assertNoSingle(EpochSampler sampler, long first, int count) {
    for (long epoch = 0; epoch < 3; epoch++) {
      EpochShare share = sampler.share(epoch, first, count);
      for (int step = 0; step < share.steps(); step++) {
        assertNotEquals(1, share.size(step), sampler + " step " + step);
      }
    }
  }

  @Test
  void rangesThatHaveASingleSampleOfABatchAreKnown() {
    var sampler = new EpochSampler(0, 65, 31, true, false);
    assertTrue(sampler.mayHaveOne(0, 59)); // one of the three larger strata
    assertTrue(sampler.mayHaveOne(62, 3)); // one stratum
    assertFalse(sampler.mayHaveOne(0, 32));
    assertFalse(sampler.mayHaveOne(0, 65));
    assertFalse(new EpochSampler(0, 62, 31, true, false).mayHaveOne(0, 31));
    assertTrue(new EpochSampler(0, 65, 62, false, false).mayHaveOne(0, 63));
    assertFalse(new EpochSampler(0, 65, 62, false, true).mayHaveOne(0, 63));
  }

  /** Chi-square over the step that visits one sample: none is more likely than another. */
  @Test
  void stepsAreUniform() {
    int epochs = 20_000;
    int[] hits = new int[10];
    for (int epoch = 0; epoch < epochs; epoch++) {
      EpochShare share = new EpochSampler(42, 70, 7).share(epoch, 33, 1);
      for (int step = 0; step < 10; step++) {
        hits[step] += share.size(step);
      }
    }
    double chi = 0;
    for (int h : hits) {
      chi += Math.pow(h - epochs / 10.0, 2) / (epochs / 10.0);
    }
    assertTrue(chi < 33.7, "chi-square " + chi + " with 9 degrees of freedom (p < 0.0001)");
  }

  @Test
  void anyTwoSamplesOfDifferentPartsMeetAsOftenAsChanceHasIt() {
    int epochs = 20_000;
    int together = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      var sampler = new EpochSampler(3, 60, 6);
      EpochShare a = sampler.share(epoch, 5, 1);
      EpochShare b = sampler.share(epoch, 41, 1);
      for (int step = 0; step < 10; step++) {
        together += a.size(step) * b.size(step);
      }
    }
    assertEquals(epochs / 10.0, together, 4 * Math.sqrt(epochs * 0.1 * 0.9));
  }

  private static void assertInBatchOrder(long[] batch, int[] rows, long first) {
    int at = 0;
    for (int row : rows) {
      while (at < batch.length && batch[at] != first + row) {
        at++;
      }
      assertTrue(at < batch.length, "rows of one worker keep the order of the batch");
    }
  }

  @Test
  void aWorkerMayHoldAnyRows() {
    var sampler = new EpochSampler(5, 20, 6);
    long[] held = {19, 3, 11, 0};
    EpochShare share = sampler.share(2, held);
    int found = 0;
    for (int step = 0; step < sampler.stepsPerEpoch(); step++) {
      long[] batch = sampler.batch(2, step);
      for (int row : share.rows(step)) {
        assertTrue(Arrays.stream(batch).anyMatch(i -> i == held[row]));
        found++;
      }
    }
    assertEquals(held.length, found);
  }

  @Test
  void epochsAndSeedsGiveDifferentOrders() {
    var sampler = new EpochSampler(1, 1000, 100);
    assertNotEquals(Arrays.toString(sampler.batch(0, 0)), Arrays.toString(sampler.batch(1, 0)));
    assertNotEquals(
        Arrays.toString(sampler.batch(0, 0)),
        Arrays.toString(new EpochSampler(2, 1000, 100).batch(0, 0)));
    assertArrayEquals(sampler.batch(7, 3), new EpochSampler(1, 1000, 100).batch(7, 3));
  }

  /** Chi-square over where element 0 lands: a wrong Feistel round shows at once. */
  @Test
  void positionsAreUniform() {
    int n = 10;
    int trials = 20_000;
    int[] hits = new int[n];
    for (int epoch = 0; epoch < trials; epoch++) {
      hits[(int) new IndexPermutation(n, 42, epoch).apply(0)]++;
    }
    double chi = 0;
    for (int h : hits) {
      chi += Math.pow(h - trials / 10.0, 2) / (trials / 10.0);
    }
    assertTrue(chi < 33.7, "chi-square " + chi + " with 9 degrees of freedom (p < 0.0001)");
  }

  @Test
  void badConfigurationIsRefused() {
    assertThrows(DataException.class, () -> new EpochSampler(0, 0, 4));
    assertThrows(DataException.class, () -> new EpochSampler(0, 10, 0));
    assertThrows(DataException.class, () -> new EpochSampler(0, 3, 4, true, true));
    var sampler = new EpochSampler(0, 10, 4);
    assertEquals(2, sampler.batchSize(2));
    assertThrows(IndexOutOfBoundsException.class, () -> sampler.batch(0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> sampler.share(0, 8, 3));
  }
}
