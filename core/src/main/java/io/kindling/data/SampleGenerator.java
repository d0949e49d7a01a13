package io.kindling.data;

import io.kindling.random.Philox;

/**
 * The random numbers of one visit of a sample: a pure function of (seed, epoch, sample), the same
 * on any worker, after a retry and after a resume. Each step of a pipeline has a stream of its own,
 * so that what one draws does not move what the next one gets. Reused from sample to sample; not
 * thread-safe.
 */
public final class SampleGenerator {
  /** Keeps these numbers apart from others of the same seed. */
  private static final long PURPOSE = 0x7472616e73666f72L;

  private final int[] words = new int[4];
  private long seed;
  private long epoch;
  private long sample;
  private long key;
  private boolean keyed;
  private long stream;
  private long position;
  private int unread;

  /** Goes to the beginning of stream 0 of a visit. */
  public SampleGenerator reset(long newSeed, long newEpoch, long newSample) {
    seed = newSeed;
    epoch = newEpoch;
    sample = newSample;
    keyed = false;
    return stream(0);
  }

  /** Goes to the beginning of another stream of the visit. */
  public SampleGenerator stream(long newStream) {
    stream = newStream;
    position = 0;
    unread = 0;
    return this;
  }

  /** Which pass over the data the visit belongs to. */
  public long epoch() {
    return epoch;
  }

  private int next() {
    if (unread == 0) {
      if (!keyed) {
        key = key(epoch);
        keyed = true;
      }
      Philox.block(key, stream, position++, words);
      unread = 4;
    }
    return words[4 - unread--];
  }

  private long key(long ofEpoch) {
    Philox.block(seed ^ PURPOSE, ofEpoch, sample, words);
    return (words[0] & 0xffffffffL) | ((long) words[1] << 32);
  }

  /** Uniform in [0, 1), of 32 random bits. */
  public double nextDouble() {
    return (next() & 0xffffffffL) * 0x1p-32;
  }

  /** Uniform in [low, high); {@code low} where both are equal. */
  public double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /** Uniform in 0..bound-1. */
  public int below(int bound) {
    return (int) ((next() & 0xffffffffL) * bound >>> 32);
  }

  /** True with probability {@code p}; always when 1, never when 0. */
  public boolean chance(double p) {
    return nextDouble() < p;
  }

  /** Uniform in [0, 1); the same in every epoch. Goes to the beginning of the stream. */
  public double ofSample() {
    Philox.block(key(-1), stream, 0, words);
    unread = 0;
    position = 0;
    return (words[0] & 0xffffffffL) * 0x1p-32;
  }
}
