package io.kindling.random;

/**
 * A stream of random numbers keyed by (seed, stream): element {@code i} is a pure function of seed,
 * stream and {@code i}, so a stream can be entered anywhere and never depends on threads.
 *
 * <p>Each thread has a current generator, used by random operations that are not handed one (weight
 * initialization, dropout, {@code randn}). {@link #manualSeed} restarts it; {@link #use} replaces
 * it for a scope, which is how distributed training keys dropout by step and partition. A generator
 * is not thread-safe.
 */
public final class Generator {
  private static final ThreadLocal<Generator> CURRENT =
      ThreadLocal.withInitial(() -> new Generator(0));

  private final long seed;
  private final long stream;
  private final int[] words = new int[4];
  private long position;
  private int unread;

  /** Stream 0 of {@code seed}. */
  public Generator(long seed) {
    this(seed, 0);
  }

  /** The given stream of {@code seed}, at its beginning. */
  public Generator(long seed, long stream) {
    this.seed = seed;
    this.stream = stream;
  }

  /** This thread's current generator. */
  public static Generator current() {
    return CURRENT.get();
  }

  /** Restarts this thread's current generator from {@code seed}, as {@code torch.manual_seed}. */
  public static Generator manualSeed(long seed) {
    Generator generator = new Generator(seed);
    CURRENT.set(generator);
    return generator;
  }

  /** Makes {@code generator} this thread's current one until the scope is closed. */
  public static Scope use(Generator generator) {
    Generator previous = CURRENT.get();
    CURRENT.set(generator);
    return () -> CURRENT.set(previous);
  }

  /** Restores the previous generator when closed. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  public long seed() {
    return seed;
  }

  public long stream() {
    return stream;
  }

  /** The next 32 random bits. */
  public int nextInt() {
    if (unread == 0) {
      Philox.block(seed, stream, position++, words);
      unread = 4;
    }
    return words[4 - unread--];
  }

  /** The next 64 random bits. */
  public long nextLong() {
    return (nextInt() & 0xffffffffL) | ((long) nextInt() << 32);
  }

  /** Uniform in [0, 1) with 24 random bits: every value is exact in a float. */
  public float nextFloat() {
    return (nextInt() >>> 8) * 0x1p-24f;
  }

  /** Uniform in [0, 1) with 53 random bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * Uniform in [0, bound).
   *
   * @throws IllegalArgumentException when bound is not positive
   */
  public long nextLong(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException(
          "Generator.nextLong: bound must be positive, got " + bound);
    }
    long mask = Long.MAX_VALUE - Long.MAX_VALUE % bound;
    long bits;
    do {
      bits = nextLong() >>> 1;
    } while (bits >= mask);
    return bits % bound;
  }

  /** Standard normal, by the Box-Muller transform. */
  public double nextGaussian() {
    double u = 1 - nextDouble();
    double v = nextDouble();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }
}
