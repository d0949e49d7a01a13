package io.kindling.data;

import java.io.Serializable;

/**
 * Chooses, for each visit of a sample, how it is cropped and flipped.
 *
 * <p>The choice is a pure function of (seed, epoch, sample), never of the worker or the order of
 * work. Implementations are immutable.
 */
@FunctionalInterface
public interface Augmentation extends Serializable {

  /** Every sample as it is. */
  Augmentation NONE = new CropAndFlip(0, 0);

  /**
   * The placement of one visit.
   *
   * @param seed key of the training run
   * @param epoch which pass over the data
   * @param sample global index of the sample
   */
  Placement placement(long seed, long epoch, long sample);

  /**
   * The usual CIFAR-10 recipe (He et al. 2015): torchvision's {@code RandomCrop(size, padding=4)}
   * and {@code RandomHorizontalFlip(0.5)}.
   */
  static Augmentation cropAndFlip() {
    return new CropAndFlip(4, 0.5);
  }
}
