package io.kindling.kernel;

/**
 * Buffers a kernel needs while it runs, kept by each thread for its next kernel, so that kernels
 * allocate nothing once warm. A buffer's content is whatever the last use left. Each user names its
 * own slot, so that two buffers held at a time never coincide.
 */
public final class Scratch {
  /** Weights repacked for the micro-kernels. */
  public static final int WEIGHTS = 0;

  /** Rows of activations repacked for the micro-kernels. */
  public static final int ROWS = 1;

  /** Rows of output gradients repacked for the micro-kernels. */
  public static final int GRADIENTS = 2;

  /** Partial sums of units of work. */
  public static final int PARTIALS = 3;

  /** Samples of one row, one after the other. */
  public static final int SAMPLES = 4;

  /** One constant for each float of a run of pixels, for what follows a convolution. */
  public static final int CONSTANTS = 5;

  /** Constants of a channel each. */
  public static final int CHANNELS = 6;

  /** What is left of a run that is no whole number of vectors. */
  public static final int REST = 7;

  /** Transformed tiles of activations. */
  public static final int TILES = 8;

  /** Products of transformed tiles. */
  public static final int PRODUCTS = 9;

  /** Tiles that reach beyond the border. */
  public static final int BORDER = 10;

  /** Whether the units of a kernel are finite. */
  public static final int CHECKS = 11;

  /** Partial sums of a run, one after the other. */
  public static final int SUMS = 12;

  /** Two numbers for each row of softmax. */
  public static final int ROW_CONSTANTS = 13;

  /** The sums of one tile of a micro-kernel. */
  public static final int TILE = 14;

  /** Transformed kernels. */
  public static final int KERNELS = 15;

  private static final int SLOTS = 16;

  /** Sums of blocks of samples, in float64. */
  public static final int BLOCK_SUMS = 0;

  /** One number a channel, in float64. */
  public static final int FIRST = 1;

  /** Another number a channel, in float64. */
  public static final int SECOND = 2;

  private static final int DOUBLE_SLOTS = 3;

  private static final ThreadLocal<float[][]> BUFFERS =
      ThreadLocal.withInitial(() -> new float[SLOTS][0]);

  private static final ThreadLocal<double[][]> DOUBLES =
      ThreadLocal.withInitial(() -> new double[DOUBLE_SLOTS][0]);

  private Scratch() {}

  /**
   * This thread's buffer of the slot, of {@code size} floats at least from {@link Lanes#START} on,
   * which is where what is read in vectors had better begin.
   */
  public static float[] floats(int slot, int size) {
    float[][] buffers = BUFFERS.get();
    if (buffers[slot].length < Lanes.START + size) {
      buffers[slot] = new float[Lanes.START + size + size / 8];
    }
    return buffers[slot];
  }

  /** This thread's buffer of the slot in float64, of {@code size} doubles at least. */
  public static double[] doubles(int slot, int size) {
    double[][] buffers = DOUBLES.get();
    if (buffers[slot].length < size) {
      buffers[slot] = new double[size + size / 8];
    }
    return buffers[slot];
  }

  /** Bytes of this thread's buffers. */
  static long held() {
    long bytes = 0;
    for (float[] buffer : BUFFERS.get()) {
      bytes += (long) buffer.length * Float.BYTES;
    }
    for (double[] buffer : DOUBLES.get()) {
      bytes += (long) buffer.length * Double.BYTES;
    }
    return bytes;
  }
}
