package io.kindling.data;

/**
 * A short run of random numbers that depends on nothing but its key, so that any worker can draw
 * the numbers of any sample of any epoch.
 *
 * <p>SplitMix64 (Steele, Lea, Flood 2014) from a state in which the key's words are mixed one by
 * one. Not safe for concurrent use; make one per sample.
 */
final class CounterRandom {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  private CounterRandom(long state) {
    this.state = state;
  }

  /** The run of numbers that belongs to {@code (seed, stream, index)}. */
  static CounterRandom of(long seed, long stream, long index) {
    return new CounterRandom(hash(seed, stream, index));
  }

  /** 64 well-mixed bits of the three words. */
  static long hash(long a, long b, long c) {
    return mix(mix(mix(a + GAMMA) ^ (b + GAMMA)) ^ (c + GAMMA));
  }

  /**
   * A bijection of 64 bits in which every input bit reaches every output bit (Stafford's mix13).
   */
  static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }

  long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** Uniform in 0..bound-1; the bias of at most bound / 2^32 is of no matter here. */
  int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Uniform in [0, 1). */
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [low, high). */
  double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /** Nearly normal with mean 0 and deviation 1: the sum of four 16-bit uniforms of one draw. */
  double nextGaussian() {
    long bits = nextLong();
    long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
    return (sum / 65536.0 - 2.0 + 2.0 / 65536) * 1.7320508075688772;
  }
}
