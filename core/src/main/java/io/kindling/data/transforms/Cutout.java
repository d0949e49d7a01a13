package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import java.util.List;

/**
 * Erases a square around a random pixel, what of it lies in the image (DeVries and Taylor,
 * "Improved Regularization of Convolutional Neural Networks with Cutout", 2017). torchvision has
 * {@link RandomErasing} only.
 *
 * @param size side of the square
 * @param value what stands there then: a number, or one for each channel; 0..255 for bytes
 */
public record Cutout(int size, List<Double> value) implements Transform {

  /**
   * @throws IllegalArgumentException when the size is below 1
   */
  public Cutout {
    if (size < 1) {
      throw new IllegalArgumentException("cutout: size must be at least 1, got " + size);
    }
    value = Arguments.fill("cutout", value, true);
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.fits("cutout", value, in);
    return in;
  }

  @Override
  public boolean isRandom() {
    return true;
  }

  @Override
  public void apply(ImageBuffer image) {
    int top = image.random().below(image.height()) - size / 2;
    int left = image.random().below(image.width()) - size / 2;
    RandomErasing.erase(
        image,
        Math.max(0, top),
        Math.max(0, left),
        Math.min(image.height(), top + size),
        Math.min(image.width(), left + size),
        value);
  }
}
