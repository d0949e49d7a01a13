package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;

/**
 * Sharpens or smooths; torchvision's {@code RandomAdjustSharpness}.
 *
 * @param sharpnessFactor 0 smooths, 1 changes nothing, 2 sharpens
 * @param p chance that it happens, 0..1
 */
public record RandomAdjustSharpness(double sharpnessFactor, double p) implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public RandomAdjustSharpness {
    if (!(sharpnessFactor >= 0 && sharpnessFactor <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "randomAdjustSharpness: sharpness_factor must be at least 0, got " + sharpnessFactor);
    }
    Arguments.probability("randomAdjustSharpness", p);
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.colours("randomAdjustSharpness", in);
    return in;
  }

  @Override
  public boolean isRandom() {
    return p > 0;
  }

  @Override
  public void apply(ImageBuffer image) {
    if (image.random().chance(p)) {
      Colors.sharpness(image, sharpnessFactor);
    }
  }
}
