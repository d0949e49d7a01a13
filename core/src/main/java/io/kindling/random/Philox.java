package io.kindling.random;

/**
 * The counter-based generator Philox4x32-10: a pure function from a 64-bit key and a 128-bit
 * counter to 128 random bits. No state, hence the same numbers on any thread, task or executor.
 *
 * <p>Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public final class Philox {
  private static final int M0 = 0xD2511F53;
  private static final int M1 = 0xCD9E8D57;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;

  private Philox() {}

  /**
   * Ten rounds over the counter (high, low) under {@code key}; writes four 32-bit words to {@code
   * out[0..3]}.
   */
  public static void block(long key, long high, long low, int[] out) {
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    int c0 = (int) low;
    int c1 = (int) (low >>> 32);
    int c2 = (int) high;
    int c3 = (int) (high >>> 32);
    for (int round = 0; round < 10; round++) {
      long p0 = (M0 & 0xffffffffL) * (c0 & 0xffffffffL);
      long p1 = (M1 & 0xffffffffL) * (c2 & 0xffffffffL);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      c0 = n0;
      c2 = n2;
      k0 += W0;
      k1 += W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /** The first 64 bits of {@link #block}. */
  public static long bits64(long key, long high, long low) {
    int[] words = new int[4];
    block(key, high, low, words);
    return (words[0] & 0xffffffffL) | ((long) words[1] << 32);
  }
}
