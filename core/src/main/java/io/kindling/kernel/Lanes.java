package io.kindling.kernel;

/**
 * The physical layout in which image activations flow from layer to layer: {@code
 * [ceil(N/16)][H][W][C][16]}, "lanes are samples", from {@link #START} on.
 *
 * <p>Sixteen samples form a block; the innermost sixteen floats hold the same pixel and channel of
 * the samples of one block. A SIMD vector therefore never meets an edge: borders, strides and tiny
 * channel counts all vectorize alike. When {@code N} is no multiple of sixteen the last block has
 * spare lanes. Their content is unspecified, and kernels that reduce over samples skip them.
 *
 * <p>The block has sixteen samples whatever the width of the machine's vectors, so that results do
 * not depend on that width.
 */
public final class Lanes {
  /** Samples in a block. */
  public static final int BLOCK = 16;

  /**
   * Where the first block begins in an array of this layout, so that vectors need not straddle two
   * lines of the cache: so many floats after its header of 16 bytes a line begins in an array whose
   * object is at a multiple of 64 bytes. G1 places large arrays so, and the JVM all of them with
   * {@code -XX:ObjectAlignmentInBytes=64}.
   */
  public static final int START = 12;

  private Lanes() {}

  /** Blocks needed for {@code samples} samples: {@code ceil(samples / 16)}. */
  public static int blocks(int samples) {
    return (samples + BLOCK - 1) / BLOCK;
  }

  /** Samples really present in block {@code block} of a batch of {@code samples}. */
  public static int used(int samples, int block) {
    return Math.min(BLOCK, samples - block * BLOCK);
  }

  /**
   * Floats of an array of this layout, spare lanes and what precedes {@link #START} included.
   *
   * @throws IllegalArgumentException if the array would exceed what a Java array can hold
   */
  public static int size(int samples, int channels, int height, int width) {
    long size = START + (long) blocks(samples) * BLOCK * channels * height * width;
    if (size > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException(
          "activations of "
              + samples
              + " x "
              + channels
              + " x "
              + height
              + " x "
              + width
              + " need "
              + size
              + " floats, more than a Java array holds; use a smaller batch");
    }
    return (int) size;
  }
}
