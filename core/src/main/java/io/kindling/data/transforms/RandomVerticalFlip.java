package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;

/**
 * Mirrors top to bottom; torchvision's {@code RandomVerticalFlip}.
 *
 * @param p chance that it happens, 0..1
 */
public record RandomVerticalFlip(double p) implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public RandomVerticalFlip {
    Arguments.probability("randomVerticalFlip", p);
  }

  @Override
  public boolean isRandom() {
    return p > 0;
  }

  @Override
  public void apply(ImageBuffer image) {
    if (image.random().chance(p)) {
      Windows.flipVertically(image);
    }
  }
}
