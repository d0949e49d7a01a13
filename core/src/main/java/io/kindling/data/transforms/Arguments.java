package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import java.util.List;

/** Checks of what transforms are made with. */
final class Arguments {
  /** No side of an image is longer. */
  private static final int LONGEST = 1 << 16;

  private Arguments() {}

  /** A size: one number or (height, width), each at least 1. */
  static List<Long> size(String what, List<Long> size) {
    if (size.isEmpty()
        || size.size() > 2
        || size.stream().anyMatch(side -> side < 1 || side > LONGEST)) {
      throw new IllegalArgumentException(
          what
              + ": size must be one number or (height, width), each 1.."
              + LONGEST
              + ", got "
              + size);
    }
    return List.copyOf(size);
  }

  /** Height of a square or of (height, width). */
  static int height(List<Long> size) {
    return size.get(0).intValue();
  }

  /** Width of a square or of (height, width). */
  static int width(List<Long> size) {
    return size.get(size.size() - 1).intValue();
  }

  static double probability(String what, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(what + ": p must be in 0..1, got " + p);
    }
    return p;
  }

  /** Two increasing numbers within bounds. */
  static List<Double> range(String what, String name, List<Double> range, double low, double high) {
    if (range.size() != 2
        || !(range.get(0) <= range.get(1) && range.get(0) >= low && range.get(1) <= high)) {
      throw new IllegalArgumentException(
          what
              + ": "
              + name
              + " must be two increasing numbers in "
              + low
              + ".."
              + high
              + ", got "
              + range);
    }
    return List.copyOf(range);
  }

  /** One number or one for each channel, all finite; empty where nothing may be given. */
  static List<Double> fill(String what, List<Double> fill, boolean needed) {
    if (fill.stream().anyMatch(value -> !Double.isFinite(value)) || needed && fill.isEmpty()) {
      throw new IllegalArgumentException(
          what + ": fill must be a number, or one for each channel, got " + fill);
    }
    return List.copyOf(fill);
  }

  /** Checks that a fill fits the channels. */
  static void fits(String what, List<Double> fill, ImageShape in) {
    if (fill.size() > 1 && fill.size() != in.channels()) {
      throw new IllegalArgumentException(
          what
              + ": the fill has "
              + fill.size()
              + " numbers, the image "
              + in.channels()
              + " channels; give one number, or one for each channel");
    }
  }

  /** The fill of channel {@code c}, as the image's values are: a whole byte. */
  static float fill(List<Double> fill, int c, ImageBuffer image) {
    if (fill.isEmpty()) {
      return 0f;
    }
    float value = fill.get(fill.size() == 1 ? 0 : c).floatValue();
    return image.isBytes() ? (int) Math.min(255f, Math.max(0f, value)) : value;
  }

  /** Checks that colours can be worked on. */
  static void colours(String what, ImageShape in) {
    if (in.channels() != 1 && in.channels() != 3) {
      throw new IllegalArgumentException(
          what + ": wants images of 1 or 3 channels, got " + in + " (C x H x W)");
    }
  }
}
