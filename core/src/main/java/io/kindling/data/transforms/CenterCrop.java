package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import java.util.List;

/**
 * The middle of an image; torchvision's {@code CenterCrop}. A larger size gets 0 around the image.
 *
 * @param size (height, width), or one number for both
 */
public record CenterCrop(List<Long> size) implements Transform {

  /**
   * @throws IllegalArgumentException when the size makes no sense
   */
  public CenterCrop {
    size = Arguments.size("centerCrop", size);
  }

  /** A square. */
  public CenterCrop(int size) {
    this(List.of((long) size));
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    return new ImageShape(in.channels(), Arguments.height(size), Arguments.width(size));
  }

  @Override
  public void apply(ImageBuffer image) {
    int height = Arguments.height(size);
    int width = Arguments.width(size);
    Windows.crop(image, begin(image.height(), height), begin(image.width(), width), height, width);
  }

  private static int begin(int side, int wanted) {
    return wanted > side ? -((wanted - side) / 2) : (int) Math.rint((side - wanted) / 2.0);
  }
}
