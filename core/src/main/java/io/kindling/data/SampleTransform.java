package io.kindling.data;

import java.io.Serializable;
import java.util.Objects;

/**
 * The way from a stored sample to a network's input: augment, then normalize; {@link CropAndFlip}
 * with the normalization in one pass.
 *
 * @param normalization per-channel statistics, of the augmented sample
 * @param augmentation what each visit changes
 * @param seed key of the augmentation
 */
public record SampleTransform(Normalization normalization, Augmentation augmentation, long seed)
    implements Serializable {

  public SampleTransform {
    Objects.requireNonNull(normalization, "normalization");
    Objects.requireNonNull(augmentation, "augmentation");
  }

  /** Normalization alone, as for evaluation. */
  public static SampleTransform of(Normalization normalization) {
    return new SampleTransform(normalization, Augmentation.NONE, 0);
  }

  /** The same without what is random, as for evaluation. */
  public SampleTransform forEvaluation() {
    return new SampleTransform(normalization, augmentation.deterministic(), seed);
  }

  /**
   * Shape of a network's input of samples of this shape.
   *
   * @throws IllegalArgumentException when they cannot be augmented or normalized
   */
  public ImageShape outputShape(ImageShape sample) {
    ImageShape shape = augmentation.outputShape(sample);
    normalization.check(shape);
    return shape;
  }

  /**
   * Writes sample {@code row} of a block as epoch {@code epoch} sees it, C*H*W floats of {@link
   * #outputShape}.
   */
  public void write(SampleBlock block, int row, long epoch, float[] out, int offset) {
    write(block, row, epoch, new ImageBuffer(), out, offset);
  }

  /**
   * {@link #write(SampleBlock, int, long, float[], int)} without allocation.
   *
   * @param buffer room to work in, the caller's
   */
  public void write(
      SampleBlock block, int row, long epoch, ImageBuffer buffer, float[] out, int offset) {
    long sample = block.firstIndex() + row;
    if (augmentation instanceof CropAndFlip crop) {
      block.write(row, normalization, crop.placement(seed, epoch, sample), out, offset);
      return;
    }
    block.read(row, buffer);
    augmentation.apply(buffer, seed, epoch, sample);
    normalization.apply(buffer, out, offset);
  }

  /**
   * Writes this worker's rows of one step, sample after sample (N, C, H, W).
   *
   * @param images receives {@code share.size(step) * C*H*W} floats from 0 on
   * @param labels receives {@code share.size(step)} classes from 0 on
   * @return the number of samples written
   */
  public int write(
      SampleBlock block, EpochShare share, int step, long epoch, float[] images, long[] labels) {
    return write(block, share, step, epoch, new ImageBuffer(), images, labels);
  }

  /**
   * {@link #write(SampleBlock, EpochShare, int, long, float[], long[])} without allocation.
   *
   * @param buffer room to work in, the caller's
   */
  public int write(
      SampleBlock block,
      EpochShare share,
      int step,
      long epoch,
      ImageBuffer buffer,
      float[] images,
      long[] labels) {
    int n = share.size(step);
    int stride = outputShape(block.shape()).size();
    for (int i = 0; i < n; i++) {
      int row = share.row(step, i);
      write(block, row, epoch, buffer, images, i * stride);
      labels[i] = block.label(row);
    }
    return n;
  }
}
