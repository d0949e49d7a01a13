package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;

/**
 * Keeps the first bits of each value; torchvision's {@code RandomPosterize}.
 *
 * @param bits kept, 0..8
 * @param p chance that it happens, 0..1
 */
public record RandomPosterize(int bits, double p) implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public RandomPosterize {
    if (bits < 0 || bits > 8) {
      throw new IllegalArgumentException("randomPosterize: bits must be 0..8, got " + bits);
    }
    Arguments.probability("randomPosterize", p);
  }

  @Override
  public boolean isRandom() {
    return p > 0;
  }

  @Override
  public void apply(ImageBuffer image) {
    if (image.random().chance(p)) {
      Tones.posterize(image, bits);
    }
  }
}
