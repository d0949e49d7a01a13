package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;

/**
 * Inverts what is at least the threshold; torchvision's {@code RandomSolarize}.
 *
 * @param threshold least value that is inverted, as the image has it: 0..255 for bytes
 * @param p chance that it happens, 0..1
 */
public record RandomSolarize(double threshold, double p) implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public RandomSolarize {
    if (!(threshold >= 0 && threshold <= 255)) {
      throw new IllegalArgumentException(
          "randomSolarize: threshold must be 0..255 for bytes (0..1 for floats), got " + threshold);
    }
    Arguments.probability("randomSolarize", p);
  }

  @Override
  public boolean isRandom() {
    return p > 0;
  }

  @Override
  public void apply(ImageBuffer image) {
    if (image.random().chance(p)) {
      Tones.solarize(image, threshold);
    }
  }
}
