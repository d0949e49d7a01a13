package io.kindling.data;

/**
 * A crop and flip of one image, as a mapping of pixels: the result at (y, x) is the source at
 * {@code (y + dy, x + dx)} after an optional horizontal mirroring of the result; a pixel from
 * outside the source is raw zero (black), before normalization, as in torchvision's {@code
 * RandomCrop(padding)}, {@code RandomHorizontalFlip}, {@code ToTensor}, {@code Normalize}.
 *
 * @param dy rows the window is moved down
 * @param dx columns the window is moved right
 * @param flip whether the result is mirrored left to right after the crop
 */
public record Placement(int dy, int dx, boolean flip) {

  /** The image as it is. */
  public static final Placement IDENTITY = new Placement(0, 0, false);

  /** Whether nothing moves. */
  public boolean isIdentity() {
    return dy == 0 && dx == 0 && !flip;
  }
}
