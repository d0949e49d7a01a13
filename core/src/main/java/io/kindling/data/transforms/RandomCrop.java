package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import java.util.List;

/**
 * A window anywhere in an image, after padding; torchvision's {@code RandomCrop}. Padding and crop
 * are made at once.
 *
 * @param size (height, width), or one number for both
 * @param padding as {@link Pad} takes it; empty for none
 * @param padIfNeeded whether an image smaller than the size is padded to it, on both sides
 * @param fill what is added with mode constant: a number, or one for each channel
 * @param paddingMode constant, edge, reflect or symmetric
 */
public record RandomCrop(
    List<Long> size,
    List<Long> padding,
    boolean padIfNeeded,
    List<Double> fill,
    PaddingMode paddingMode)
    implements Transform {

  /**
   * @throws IllegalArgumentException when size or padding make no sense
   */
  public RandomCrop {
    size = Arguments.size("randomCrop", size);
    padding = padding.isEmpty() ? List.of() : Pad.sides("randomCrop", padding);
    fill = Arguments.fill("randomCrop", fill, true);
  }

  /** A square from the image with so many pixels added on each side. */
  public RandomCrop(int size, int padding, PaddingMode mode) {
    this(List.of((long) size), List.of((long) padding), false, List.of(0.0), mode);
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.fits("randomCrop", fill, in);
    int height = Arguments.height(size);
    int width = Arguments.width(size);
    for (int i = 0; i < 4; i++) {
      boolean horizontal = i % 2 == 0;
      int side = horizontal ? in.width() : in.height();
      int before = added(i) + added((i + 2) % 4);
      int wanted = horizontal ? width : height;
      if (side + before < wanted && !padIfNeeded) {
        throw new IllegalArgumentException(
            "randomCrop: the size "
                + height
                + " x "
                + width
                + " is larger than the padded image, got "
                + in
                + " with padding "
                + padding
                + "; use padding, pad_if_needed=True, or a resize before");
      }
      paddingMode.check("randomCrop", side, added(i) + Math.max(0, wanted - side - before));
    }
    return new ImageShape(in.channels(), height, width);
  }

  private int added(int i) {
    return padding.isEmpty() ? 0 : Pad.side(padding, i);
  }

  @Override
  public boolean isRandom() {
    return true;
  }

  @Override
  public void apply(ImageBuffer image) {
    int height = Arguments.height(size);
    int width = Arguments.width(size);
    int top = begin(image, added(1), image.height() + added(1) + added(3), height);
    int left = begin(image, added(0), image.width() + added(0) + added(2), width);
    Windows.window(image, top, left, height, width, paddingMode, fill);
  }

  /** Where the window begins on an axis: a place in the padded image, seen from the image. */
  private static int begin(ImageBuffer image, int before, int padded, int wanted) {
    int needed = Math.max(0, wanted - padded);
    return image.random().below(padded + 2 * needed - wanted + 1) - before - needed;
  }
}
