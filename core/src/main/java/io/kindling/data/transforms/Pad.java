package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import java.util.List;

/**
 * Adds pixels around an image; torchvision's {@code Pad}.
 *
 * @param padding one number for all sides, (left and right, top and bottom), or (left, top, right,
 *     bottom)
 * @param fill what is added with mode constant: a number, or one for each channel
 * @param paddingMode constant, edge, reflect or symmetric
 */
public record Pad(List<Long> padding, List<Double> fill, PaddingMode paddingMode)
    implements Transform {

  /**
   * @throws IllegalArgumentException when the padding makes no sense
   */
  public Pad {
    padding = sides("pad", padding);
    fill = Arguments.fill("pad", fill, true);
  }

  /** So many pixels of 0 on each side. */
  public Pad(int padding) {
    this(List.of((long) padding), List.of(0.0), PaddingMode.CONSTANT);
  }

  /** Checks a padding of one, two or four numbers. */
  static List<Long> sides(String what, List<Long> padding) {
    int n = padding.size();
    if (n != 1 && n != 2 && n != 4 || padding.stream().anyMatch(p -> p < 0 || p > 1 << 16)) {
      throw new IllegalArgumentException(
          what
              + ": padding must be one, two or four numbers of at least 0 (left, top, right,"
              + " bottom), got "
              + padding);
    }
    return List.copyOf(padding);
  }

  /** One of left, top, right, bottom. */
  static int side(List<Long> padding, int i) {
    return padding.get(i % padding.size()).intValue();
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.fits("pad", fill, in);
    for (int i = 0; i < 4; i++) {
      paddingMode.check("pad", i % 2 == 0 ? in.width() : in.height(), side(padding, i));
    }
    return new ImageShape(
        in.channels(),
        in.height() + side(padding, 1) + side(padding, 3),
        in.width() + side(padding, 0) + side(padding, 2));
  }

  @Override
  public void apply(ImageBuffer image) {
    int left = side(padding, 0);
    int top = side(padding, 1);
    Windows.window(
        image,
        -top,
        -left,
        image.height() + top + side(padding, 3),
        image.width() + left + side(padding, 2),
        paddingMode,
        fill);
  }
}
