package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;

/**
 * Stretches each channel to the full range; torchvision's {@code RandomAutocontrast}.
 *
 * @param p chance that it happens, 0..1
 */
public record RandomAutocontrast(double p) implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public RandomAutocontrast {
    Arguments.probability("randomAutocontrast", p);
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.colours("randomAutocontrast", in);
    return in;
  }

  @Override
  public boolean isRandom() {
    return p > 0;
  }

  @Override
  public void apply(ImageBuffer image) {
    if (image.random().chance(p)) {
      Tones.autocontrast(image);
    }
  }
}
