package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;

/**
 * Mirrors left to right; torchvision's {@code RandomHorizontalFlip}.
 *
 * @param p chance that it happens, 0..1
 */
public record RandomHorizontalFlip(double p) implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public RandomHorizontalFlip {
    Arguments.probability("randomHorizontalFlip", p);
  }

  @Override
  public boolean isRandom() {
    return p > 0;
  }

  @Override
  public void apply(ImageBuffer image) {
    if (image.random().chance(p)) {
      Windows.flipHorizontally(image);
    }
  }
}
