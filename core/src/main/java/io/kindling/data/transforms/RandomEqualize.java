package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;

/**
 * Makes the histogram of each channel even; torchvision's {@code RandomEqualize}.
 *
 * @param p chance that it happens, 0..1
 */
public record RandomEqualize(double p) implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public RandomEqualize {
    Arguments.probability("randomEqualize", p);
  }

  @Override
  public boolean isRandom() {
    return p > 0;
  }

  @Override
  public void apply(ImageBuffer image) {
    if (image.random().chance(p)) {
      Tones.equalize(image);
    }
  }
}
