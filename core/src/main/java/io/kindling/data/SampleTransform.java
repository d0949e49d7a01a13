package io.kindling.data;

import java.io.Serializable;
import java.util.Objects;

/**
 * The way from a stored sample to a network's input: augment, then normalize, in one pass.
 *
 * @param normalization per-channel statistics
 * @param augmentation crop and flip of each visit
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

  /** Writes sample {@code row} of a block as epoch {@code epoch} sees it, C*H*W floats. */
  public void write(SampleBlock block, int row, long epoch, float[] out, int offset) {
    Placement placement = augmentation.placement(seed, epoch, block.firstIndex() + row);
    block.write(row, normalization, placement, out, offset);
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
    int n = share.size(step);
    int stride = block.shape().size();
    for (int i = 0; i < n; i++) {
      int row = share.row(step, i);
      write(block, row, epoch, images, i * stride);
      labels[i] = block.label(row);
    }
    return n;
  }
}
