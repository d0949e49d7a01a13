package io.kindling.data;

import io.kindling.random.Philox;
import java.io.Serializable;
import java.util.Objects;

/**
 * A pseudo-random permutation of 0..n-1 in constant memory, with its inverse.
 *
 * <p>A Feistel network of eight keyed rounds permutes the smallest domain of 4^k values that holds
 * n; a result outside 0..n-1 is permuted again until it falls inside (cycle walking; Black and
 * Rogaway 2002), fewer than four times on average. Every worker that knows (seed, stream, n)
 * computes the same permutation, any element at a time.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class IndexPermutation implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int ROUNDS = 8;

  private final long n;
  private final int halfBits;
  private final long halfMask;
  private final long[] keys = new long[ROUNDS];

  /**
   * @param n number of elements, at least 1 and at most 2^62
   * @param seed first word of the key
   * @param stream second word of the key, for example the epoch
   */
  public IndexPermutation(long n, long seed, long stream) {
    if (n < 1 || n > 1L << 62) {
      throw new IllegalArgumentException(
          "IndexPermutation: got " + n + " elements, wanted 1 to 2^62");
    }
    this.n = n;
    int bits = 64 - Long.numberOfLeadingZeros(n - 1);
    this.halfBits = Math.max(1, (bits + 1) / 2);
    this.halfMask = (1L << halfBits) - 1;
    for (int r = 0; r < ROUNDS; r++) {
      keys[r] = Philox.bits64(seed, stream, r);
    }
  }

  /** Number of elements. */
  public long size() {
    return n;
  }

  /**
   * The element at position {@code i}.
   *
   * @throws IndexOutOfBoundsException unless 0 &lt;= i &lt; n
   */
  public long apply(long i) {
    long x = check(i);
    do {
      long left = x >>> halfBits;
      long right = x & halfMask;
      for (int r = 0; r < ROUNDS; r++) {
        long next = left ^ (mix(right ^ keys[r]) & halfMask);
        left = right;
        right = next;
      }
      x = left << halfBits | right;
    } while (x >= n);
    return x;
  }

  /**
   * The position of element {@code x}: {@code inverse(apply(i)) == i}.
   *
   * @throws IndexOutOfBoundsException unless 0 &lt;= x &lt; n
   */
  public long inverse(long x) {
    long i = check(x);
    do {
      long left = i >>> halfBits;
      long right = i & halfMask;
      for (int r = ROUNDS - 1; r >= 0; r--) {
        long previous = right ^ (mix(left ^ keys[r]) & halfMask);
        right = left;
        left = previous;
      }
      i = left << halfBits | right;
    } while (i >= n);
    return i;
  }

  /** A bijection of 64 bits in which every bit reaches every other (Stafford's mix13). */
  private static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }

  private long check(long i) {
    return Objects.checkIndex(i, n);
  }
}
