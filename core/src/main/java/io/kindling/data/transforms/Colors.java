package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;

/**
 * Brightness, contrast, saturation, hue and sharpness as torchvision adjusts them. In float as
 * there, with fused multiply-adds where there are such, and cut down to whole bytes.
 */
final class Colors {
  private static final float RED = 0.2989f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private Colors() {}

  /** {@code adjust_brightness}: all values times {@code factor}. */
  static void brightness(ImageBuffer image, double factor) {
    float[] values = image.values();
    float f = (float) factor;
    for (int i = 0; i < image.size(); i++) {
      values[i] = whole(image, values[i] * f);
    }
  }

  /** {@code adjust_contrast}: away from the mean of the grey image. */
  static void contrast(ImageBuffer image, double factor) {
    double sum = 0;
    for (int i = 0; i < image.plane(); i++) {
      sum += image.channels() == 3 ? floor(image, grey(image, i)) : image.values()[i];
    }
    float mean = (float) (sum / image.plane());
    float f = (float) factor;
    float rest = (float) (1 - factor);
    float[] values = image.values();
    for (int i = 0; i < image.size(); i++) {
      values[i] = whole(image, blend(values[i], f, mean, rest));
    }
  }

  /** {@code adjust_saturation}: away from the grey image. */
  static void saturation(ImageBuffer image, double factor) {
    if (image.channels() == 1) {
      return;
    }
    float f = (float) factor;
    float rest = (float) (1 - factor);
    float[] values = image.values();
    int plane = image.plane();
    for (int i = 0; i < plane; i++) {
      float grey = floor(image, grey(image, i));
      for (int at = i; at < 3 * plane; at += plane) {
        values[at] = whole(image, blend(values[at], f, grey, rest));
      }
    }
  }

  /** {@code adjust_sharpness}: away from the image smoothed by 1 1 1, 1 5 1, 1 1 1. */
  static void sharpness(ImageBuffer image, double factor) {
    int h = image.height();
    int w = image.width();
    if (h <= 2 || w <= 2) {
      return;
    }
    float rest = (float) (1 - factor);
    float[] from = image.values();
    float[] to = image.spare(image.size());
    System.arraycopy(from, 0, to, 0, image.size());
    for (int c = 0; c < image.channels(); c++) {
      for (int y = 1; y < h - 1; y++) {
        int row = (c * h + y) * w;
        for (int at = row + 1; at < row + w - 1; at++) {
          float sum = 4 * from[at];
          for (int line = at - w; line <= at + w; line += w) {
            sum += from[line - 1] + from[line] + from[line + 1];
          }
          float smooth = sum / 13f;
          if (image.isBytes()) {
            smooth = (float) Math.rint(smooth);
          }
          to[at] = (float) ((double) (smooth - from[at]) * rest + from[at]);
        }
      }
    }
    image.replace(image.channels(), h, w);
    for (int i = 0; i < image.size(); i++) {
      to[i] = whole(image, to[i]);
    }
  }

  /** {@code rgb_to_grayscale}: 0.2989 r + 0.587 g + 0.114 b, in every channel. */
  static void grayscale(ImageBuffer image, int channels) {
    int plane = image.plane();
    float[] from = image.values();
    float[] to = image.spare(channels * plane);
    for (int i = 0; i < plane; i++) {
      float value = image.channels() == 3 ? whole(image, grey(image, i)) : from[i];
      for (int c = 0; c < channels; c++) {
        to[c * plane + i] = value;
      }
    }
    image.replace(channels, image.height(), image.width());
  }

  /** {@code adjust_hue}: turns the hue by {@code shift} of a full circle. */
  static void hue(ImageBuffer image, double shift) {
    if (image.channels() == 1) {
      return;
    }
    float[] values = image.values();
    int plane = image.plane();
    float unit = image.isBytes() ? (float) (1.0 / 255) : 1f;
    for (int i = 0; i < plane; i++) {
      float r = values[i] * unit;
      float g = values[i + plane] * unit;
      float b = values[i + 2 * plane] * unit;
      float max = Math.max(r, Math.max(g, b));
      float range = max - Math.min(r, Math.min(g, b));
      float s = range == 0 ? range : range / max;
      float divisor = range == 0 ? 1f : range;
      float rc = (max - r) / divisor;
      float gc = (max - g) / divisor;
      float bc = (max - b) / divisor;
      float h = max == r ? bc - gc : max == g ? rc + 2f - bc : gc + 4f - rc;
      h = (h * (float) (1.0 / 6) + 1f) % 1f + (float) shift;
      h = h - (float) Math.floor(h);
      float h6 = h * 6f;
      int sector = (int) Math.floor(h6);
      float f = h6 - sector;
      float p = unit(max * (1f - s));
      float q = unit(max * (1f - s * f));
      float t = unit(max * (s * f + (1f - s)));
      switch (sector % 6) {
        case 0 -> set(image, i, max, t, p);
        case 1 -> set(image, i, q, max, p);
        case 2 -> set(image, i, p, max, t);
        case 3 -> set(image, i, p, q, max);
        case 4 -> set(image, i, t, p, max);
        default -> set(image, i, max, p, q);
      }
    }
  }

  private static void set(ImageBuffer image, int i, float r, float g, float b) {
    float[] values = image.values();
    int plane = image.plane();
    boolean bytes = image.isBytes();
    values[i] = bytes ? (int) (r * 255.999f) : r;
    values[i + plane] = bytes ? (int) (g * 255.999f) : g;
    values[i + 2 * plane] = bytes ? (int) (b * 255.999f) : b;
  }

  private static float unit(float value) {
    return Math.min(1f, Math.max(0f, value));
  }

  /** Two fused multiply-adds: in double the sums of bytes are exact, and are rounded once. */
  private static float grey(ImageBuffer image, int i) {
    float[] values = image.values();
    int plane = image.plane();
    float red = values[i] * RED;
    float both = (float) ((double) values[i + plane] * GREEN + red);
    return (float) ((double) values[i + 2 * plane] * BLUE + both);
  }

  private static float floor(ImageBuffer image, float value) {
    return image.isBytes() ? (float) Math.floor(value) : value;
  }

  private static float blend(float value, float factor, float other, float rest) {
    float own = value * factor;
    return (float) ((double) other * rest + own);
  }

  /** Within the bounds, and of bytes the whole part. */
  private static float whole(ImageBuffer image, float value) {
    float within = Math.min(image.bound(), Math.max(0f, value));
    return image.isBytes() ? (int) within : within;
  }
}
