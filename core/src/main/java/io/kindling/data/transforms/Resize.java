package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import java.util.List;

/**
 * Resizes an image; torchvision's {@code Resize}.
 *
 * @param size (height, width), or one number for the shorter side: the longer keeps the proportion
 * @param interpolation nearest, nearest-exact, bilinear or bicubic
 * @param maxSize the longer side is no longer than this; 0 for any length. Only with one number
 * @param antialias whether bilinear and bicubic see all pixels that an output pixel covers
 */
public record Resize(List<Long> size, Interpolation interpolation, int maxSize, boolean antialias)
    implements Transform {

  /**
   * @throws IllegalArgumentException when the size makes no sense
   */
  public Resize {
    size = Arguments.size("resize", size);
    if (maxSize != 0 && (size.size() != 1 || maxSize <= size.get(0))) {
      throw new IllegalArgumentException(
          "resize: max_size "
              + maxSize
              + " must be greater than the size of the shorter side, which must be one number, got"
              + " size "
              + size);
    }
  }

  /** The shorter side becomes {@code size}, bilinear with antialias. */
  public Resize(int size) {
    this(List.of((long) size), Interpolation.BILINEAR, 0, true);
  }

  /** To height x width, bilinear with antialias. */
  public Resize(int height, int width) {
    this(List.of((long) height, (long) width), Interpolation.BILINEAR, 0, true);
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    return new ImageShape(
        in.channels(), height(in.height(), in.width()), width(in.height(), in.width()));
  }

  private int height(int height, int width) {
    return size.size() == 2 ? Arguments.height(size) : side(height, width, height <= width);
  }

  private int width(int height, int width) {
    return size.size() == 2 ? Arguments.width(size) : side(height, width, width <= height);
  }

  private int side(int height, int width, boolean shorter) {
    long least = size.get(0);
    int small = Math.min(height, width);
    int large = Math.max(height, width);
    // As Python computes it: a quotient in double, cut down.
    int longer = (int) ((double) (least * large) / small);
    if (maxSize != 0 && longer > maxSize) {
      return shorter ? (int) ((double) ((long) maxSize * least) / longer) : maxSize;
    }
    return shorter ? (int) least : longer;
  }

  @Override
  public void apply(ImageBuffer image) {
    int h = image.height();
    int w = image.width();
    Resampling.resize(image, height(h, w), width(h, w), interpolation, antialias);
  }
}
