package io.kindling.data;

import java.io.Serializable;

/**
 * The shape of one sample, in the order (C, H, W). Immutable.
 *
 * <p>A class and not a record because it travels inside sample blocks, and Kryo 4 cannot restore
 * records.
 */
public final class ImageShape implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int channels;
  private final int height;
  private final int width;

  /**
   * @param channels planes of the image; 1 for a plain feature vector
   * @param height rows; 1 for a plain feature vector
   * @param width columns
   * @throws IllegalArgumentException when an extent is below 1 or a sample would not fit an array
   */
  public ImageShape(int channels, int height, int width) {
    this.channels = channels;
    this.height = height;
    this.width = width;
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "ImageShape: every extent must be at least 1, got " + this);
    }
    if ((long) channels * height > Integer.MAX_VALUE / 2 / width) {
      throw new IllegalArgumentException(
          "ImageShape: one sample of " + this + " does not fit a Java array");
    }
  }

  /** A plain vector of {@code length} features: shape 1 x 1 x length. */
  public static ImageShape vector(int length) {
    return new ImageShape(1, 1, length);
  }

  /** Whether this is a plain vector of features. */
  public boolean isVector() {
    return channels == 1 && height == 1;
  }

  /** Planes of the image, C. */
  public int channels() {
    return channels;
  }

  /** Rows, H. */
  public int height() {
    return height;
  }

  /** Columns, W. */
  public int width() {
    return width;
  }

  /** Values of one sample: C * H * W. */
  public int size() {
    return channels * height * width;
  }

  /** Values of one channel: H * W. */
  public int plane() {
    return height * width;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImageShape s
        && s.channels == channels
        && s.height == height
        && s.width == width;
  }

  @Override
  public int hashCode() {
    return (channels * 31 + height) * 31 + width;
  }

  /** For example {@code 3x32x32}. */
  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
