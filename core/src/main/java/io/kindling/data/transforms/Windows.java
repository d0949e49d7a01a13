package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import java.util.List;

/** Crops, padding and mirror images: pixels move, none changes. */
final class Windows {
  private static final List<Double> BLACK = List.of(0.0);

  private Windows() {}

  /** The window whose upper left pixel is (top, left); what is outside of the image is 0. */
  static void crop(ImageBuffer image, int top, int left, int height, int width) {
    window(image, top, left, height, width, PaddingMode.CONSTANT, BLACK);
  }

  /**
   * The window whose upper left pixel is (top, left) of the image that goes on beside itself as
   * {@code mode} says.
   */
  static void window(
      ImageBuffer image,
      int top,
      int left,
      int height,
      int width,
      PaddingMode mode,
      List<Double> fill) {
    int h = image.height();
    int w = image.width();
    if (top == 0 && left == 0 && height == h && width == w) {
      return;
    }
    int channels = image.channels();
    float[] from = image.values();
    float[] to = image.spare(channels * height * width);
    int begin = Math.min(width, Math.max(0, -left));
    int end = Math.max(begin, Math.min(width, w - left));
    int at = 0;
    for (int c = 0; c < channels; c++) {
      float constant = Arguments.fill(fill, c, image);
      for (int y = 0; y < height; y++, at += width) {
        int sy = mode.source(top + y, h);
        int row = (c * h + sy) * w;
        for (int x = 0; x < begin; x++) {
          int sx = sy < 0 ? -1 : mode.source(left + x, w);
          to[at + x] = sx < 0 ? constant : from[row + sx];
        }
        if (sy < 0) {
          java.util.Arrays.fill(to, at + begin, at + end, constant);
        } else if (begin < end) {
          System.arraycopy(from, row + left + begin, to, at + begin, end - begin);
        }
        for (int x = end; x < width; x++) {
          int sx = sy < 0 ? -1 : mode.source(left + x, w);
          to[at + x] = sx < 0 ? constant : from[row + sx];
        }
      }
    }
    image.replace(channels, height, width);
  }

  /** Mirrors left to right. */
  static void flipHorizontally(ImageBuffer image) {
    float[] values = image.values();
    int w = image.width();
    for (int row = 0; row < image.size(); row += w) {
      for (int l = row, r = row + w - 1; l < r; l++, r--) {
        float value = values[l];
        values[l] = values[r];
        values[r] = value;
      }
    }
  }

  /** Mirrors top to bottom. */
  static void flipVertically(ImageBuffer image) {
    float[] values = image.values();
    int w = image.width();
    int plane = image.plane();
    for (int c = 0; c < image.channels(); c++) {
      int upper = c * plane;
      int lower = upper + plane - w;
      for (; upper < lower; upper += w, lower -= w) {
        for (int x = 0; x < w; x++) {
          float value = values[upper + x];
          values[upper + x] = values[lower + x];
          values[lower + x] = value;
        }
      }
    }
  }
}
