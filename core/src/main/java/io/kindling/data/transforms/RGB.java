package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;

/** A grey image as three equal channels, others as they are; torchvision's {@code RGB}. */
public record RGB() implements Transform {

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.colours("rgb", in);
    return new ImageShape(3, in.height(), in.width());
  }

  @Override
  public void apply(ImageBuffer image) {
    if (image.channels() == 1) {
      Colors.grayscale(image, 3);
    }
  }
}
