package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;

/**
 * Turns bright into dark; torchvision's {@code RandomInvert}.
 *
 * @param p chance that it happens, 0..1
 */
public record RandomInvert(double p) implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public RandomInvert {
    Arguments.probability("randomInvert", p);
  }

  @Override
  public boolean isRandom() {
    return p > 0;
  }

  @Override
  public void apply(ImageBuffer image) {
    if (image.random().chance(p)) {
      Tones.invert(image);
    }
  }
}
