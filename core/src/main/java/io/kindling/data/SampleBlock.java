package io.kindling.data;

import java.io.Serializable;

/**
 * An immutable run of labelled samples, one after the other, ready to be cut into batches.
 *
 * <p>There are three forms: {@link ByteSampleBlock} keeps images as unsigned bytes, a quarter of
 * the memory of floats, {@link FloatSampleBlock} keeps feature vectors, and {@link
 * SparseSampleBlock} those of which most values are zero. {@link TargetSampleBlock} adds numbers to
 * be predicted and weights to any; {@link FileSampleBlock} keeps images and feature vectors in a
 * file. All are safe for concurrent readers.
 */
public sealed interface SampleBlock extends Serializable
    permits ByteSampleBlock,
        FloatSampleBlock,
        SparseSampleBlock,
        TargetSampleBlock,
        FileSampleBlock {

  /** Number of samples; 0 for the block of an empty partition. */
  int size();

  /**
   * Global index of sample 0: the block holds the samples {@code [firstIndex, firstIndex + size)}
   * of its data set.
   */
  long firstIndex();

  /** Shape of every sample, (C, H, W). */
  ImageShape shape();

  /** Class of sample {@code row}. */
  int label(int row);

  /** Numbers to be predicted for a sample, K; 0 when its class is. */
  default int targetWidth() {
    return 0;
  }

  /** Writes the K numbers to be predicted for sample {@code row} to {@code out[offset ..)}. */
  default void target(int row, float[] out, int offset) {}

  /** Whether samples have weights; where not, all weigh 1. */
  default boolean weighted() {
    return false;
  }

  /** How much sample {@code row} counts, at least 0. */
  default float weight(int row) {
    return 1f;
  }

  /** Memory held by samples and labels, in bytes; room in a file where they are in one. */
  long bytes();

  /**
   * 64 bits that tell samples, labels, targets, weights and their order from others: a block that
   * is made again of the same rows has the same. Added up over the blocks of a data set they do not
   * depend on how it is cut into blocks. Computed at the first call and kept with the block.
   */
  long fingerprint();

  /**
   * Copies sample {@code row} as it is into {@code image}.
   *
   * @throws IndexOutOfBoundsException when {@code row} is no row of this block
   */
  void read(int row, ImageBuffer image);

  /**
   * Writes sample {@code row}, normalized and placed, to {@code out[offset .. offset + C*H*W)} in
   * CHW order.
   *
   * @param placement where each pixel of the result comes from; {@link Placement#IDENTITY} keeps
   *     the sample as it is
   * @throws IndexOutOfBoundsException when {@code row} is no row of this block
   * @throws IllegalArgumentException when the normalization has another number of channels
   */
  void write(int row, Normalization normalization, Placement placement, float[] out, int offset);

  /** {@link #write(int, Normalization, Placement, float[], int)} of the sample as it is. */
  default void write(int row, Normalization normalization, float[] out, int offset) {
    write(row, normalization, Placement.IDENTITY, out, offset);
  }
}
