package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;

/**
 * Takes the colours away, the channels stay; torchvision's {@code RandomGrayscale}.
 *
 * @param p chance that it happens, 0..1
 */
public record RandomGrayscale(double p) implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public RandomGrayscale {
    Arguments.probability("randomGrayscale", p);
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.colours("randomGrayscale", in);
    return in;
  }

  @Override
  public boolean isRandom() {
    return p > 0;
  }

  @Override
  public void apply(ImageBuffer image) {
    if (image.random().chance(p)) {
      Colors.grayscale(image, image.channels());
    }
  }
}
