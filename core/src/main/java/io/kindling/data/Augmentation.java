package io.kindling.data;

import java.io.Serializable;

/**
 * Changes a sample for each visit of it.
 *
 * <p>The change is a pure function of (seed, epoch, sample), never of the worker or the order of
 * work. Implementations are immutable: {@link CropAndFlip}, and all compositions of {@code
 * io.kindling.data.transforms}.
 */
public interface Augmentation extends Serializable {

  /** Every sample as it is. */
  CropAndFlip NONE = new CropAndFlip(0, 0);

  /**
   * The shape of the results.
   *
   * @throws IllegalArgumentException when samples of this shape cannot be taken
   */
  default ImageShape outputShape(ImageShape sample) {
    return sample;
  }

  /**
   * Changes {@code image} as one visit sees it.
   *
   * @param seed key of the training run
   * @param epoch which pass over the data
   * @param sample global index of the sample
   */
  void apply(ImageBuffer image, long seed, long epoch, long sample);

  /**
   * What of it is not random, as for evaluation: of a composition the transforms before the first
   * random one.
   */
  default Augmentation deterministic() {
    return NONE;
  }

  /**
   * The usual CIFAR-10 recipe (He et al. 2015): torchvision's {@code RandomCrop(size, padding=4)}
   * and {@code RandomHorizontalFlip(0.5)}.
   */
  static CropAndFlip cropAndFlip() {
    return new CropAndFlip(4, 0.5);
  }
}
