package io.kindling.kernel;

/**
 * Buffers a kernel needs while it runs, kept by each thread for its next kernel, so that kernels
 * allocate nothing once warm. A buffer's content is whatever the last use left.
 *
 * <p>A thread has one buffer for each slot. Who takes it holds a lease until the end of the method
 * that took it ({@code try (Scratch.Floats w = Scratch.WEIGHTS.lease(MyKernel.class, n))}); units
 * that run on other threads may read and write it meanwhile. A second lease of a slot before the
 * first is closed would let two users overwrite each other's numbers: that is an error of the
 * program, which an assertion names (tests run with assertions). Two buffers that are held at a
 * time need two slots.
 *
 * <p>Objects of a kernel get arrays, and close nothing: whatever a handler of exceptions may close,
 * the JIT must really make.
 */
public final class Scratch {
  /**
   * Weights repacked for the micro-kernels, or widened constants of a normalization: by the thread
   * that runs a kernel, until all its units are done.
   */
  public static final FloatSlot WEIGHTS = new FloatSlot(0, "WEIGHTS");

  /** Rows of activations repacked for the micro-kernels: by a unit. */
  public static final FloatSlot ROWS = new FloatSlot(1, "ROWS");

  /** Rows of output gradients repacked for the micro-kernels: by a unit. */
  public static final FloatSlot GRADIENTS = new FloatSlot(2, "GRADIENTS");

  /**
   * Partial sums: those of all units, by the thread that runs a kernel, or those of one, where the
   * former does not.
   */
  public static final FloatSlot PARTIALS = new FloatSlot(3, "PARTIALS");

  /** Samples of one row, one after the other, or other intermediate results: by a unit. */
  public static final FloatSlot SAMPLES = new FloatSlot(4, "SAMPLES");

  /** One constant for each float of a run of pixels, for what follows a convolution. */
  public static final FloatSlot CONSTANTS = new FloatSlot(5, "CONSTANTS");

  /** Constants of a channel each. */
  public static final FloatSlot CHANNELS = new FloatSlot(6, "CHANNELS");

  /** What is left of a run that is no whole number of vectors: within one call of a kernel. */
  public static final FloatSlot REST = new FloatSlot(7, "REST");

  /** Transformed tiles of activations: by a unit. */
  public static final FloatSlot TILES = new FloatSlot(8, "TILES");

  /** Products of transformed tiles: by a unit. */
  public static final FloatSlot PRODUCTS = new FloatSlot(9, "PRODUCTS");

  /** Tiles that reach beyond the border: by a unit. */
  public static final FloatSlot BORDER = new FloatSlot(10, "BORDER");

  /** Whether the units of a kernel are finite: by the thread that runs it. */
  public static final FloatSlot CHECKS = new FloatSlot(11, "CHECKS");

  /** Partial sums of a run, one after the other: within one call of a kernel. */
  public static final FloatSlot SUMS = new FloatSlot(12, "SUMS");

  /** Two numbers for each row of softmax: by a unit. */
  public static final FloatSlot ROW_CONSTANTS = new FloatSlot(13, "ROW_CONSTANTS");

  /** The sums of one tile of a micro-kernel: by a unit. */
  public static final FloatSlot TILE = new FloatSlot(14, "TILE");

  /** Transformed kernels: by a unit. */
  public static final FloatSlot KERNELS = new FloatSlot(15, "KERNELS");

  private static final int FLOAT_SLOTS = 16;

  /** Sums of blocks of samples, in float64: by the thread that runs a kernel. */
  public static final DoubleSlot BLOCK_SUMS = new DoubleSlot(0, "BLOCK_SUMS");

  /** One number a channel, in float64. */
  public static final DoubleSlot FIRST = new DoubleSlot(1, "FIRST");

  /** Another number a channel, in float64. */
  public static final DoubleSlot SECOND = new DoubleSlot(2, "SECOND");

  private static final int DOUBLE_SLOTS = 3;

  private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

  private Scratch() {}

  /** A place for a buffer of floats, one for each thread. */
  public static final class FloatSlot {
    private final int index;
    private final String name;

    private FloatSlot(int index, String name) {
      this.index = index;
      this.name = name;
    }

    /**
     * This thread's buffer, of {@code size} floats at least from {@link Lanes#START} on, which is
     * where what is read in vectors had better begin.
     *
     * @param owner who holds it until the lease is closed
     */
    public Floats lease(Class<?> owner, int size) {
      Floats lease = BUFFERS.get().floats[index];
      lease.take(name, owner);
      if (lease.array.length < Lanes.START + size) {
        lease.array = new float[Lanes.START + size + size / 8];
      }
      return lease;
    }
  }

  /** A place for a buffer of doubles, one for each thread. */
  public static final class DoubleSlot {
    private final int index;
    private final String name;

    private DoubleSlot(int index, String name) {
      this.index = index;
      this.name = name;
    }

    /**
     * This thread's buffer, of {@code size} doubles at least.
     *
     * @param owner who holds it until the lease is closed
     */
    public Doubles lease(Class<?> owner, int size) {
      Doubles lease = BUFFERS.get().doubles[index];
      lease.take(name, owner);
      if (lease.array.length < size) {
        lease.array = new double[size + size / 8];
      }
      return lease;
    }
  }

  /** A buffer that is held. One object for each slot and thread: leasing allocates nothing. */
  private abstract static class Lease implements AutoCloseable {
    private Class<?> owner;

    final void take(String slot, Class<?> by) {
      assert owner == null
          : "Scratch."
              + slot
              + " is held by "
              + owner.getSimpleName()
              + " on this thread, so "
              + by.getSimpleName()
              + " would overwrite it; close the first lease before, or take another slot";
      owner = by;
    }

    /** Gives the buffer back: nothing may use its array any more. */
    @Override
    public final void close() {
      assert owner != null : "this lease is closed already";
      owner = null;
    }
  }

  /** A buffer of floats that is held until it is closed. */
  public static final class Floats extends Lease {
    private float[] array = {};

    private Floats() {}

    /** The buffer. */
    public float[] array() {
      return array;
    }
  }

  /** A buffer of doubles that is held until it is closed. */
  public static final class Doubles extends Lease {
    private double[] array = {};

    private Doubles() {}

    /** The buffer. */
    public double[] array() {
      return array;
    }
  }

  /** A thread's buffers, by slot. */
  private static final class Buffers {
    private final Floats[] floats = new Floats[FLOAT_SLOTS];
    private final Doubles[] doubles = new Doubles[DOUBLE_SLOTS];

    Buffers() {
      for (int i = 0; i < floats.length; i++) {
        floats[i] = new Floats();
      }
      for (int i = 0; i < doubles.length; i++) {
        doubles[i] = new Doubles();
      }
    }
  }

  /** Bytes of this thread's buffers. */
  static long held() {
    long bytes = 0;
    for (Floats buffer : BUFFERS.get().floats) {
      bytes += (long) buffer.array.length * Float.BYTES;
    }
    for (Doubles buffer : BUFFERS.get().doubles) {
      bytes += (long) buffer.array.length * Double.BYTES;
    }
    return bytes;
  }
}
