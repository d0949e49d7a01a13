package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;

/** Maps of single values, some by the channel's histogram, as torchvision's. */
final class Tones {
  private static final int LEVELS = 256;

  private Tones() {}

  /** {@code invert}: the largest value less each. */
  static void invert(ImageBuffer image) {
    float[] values = image.values();
    for (int i = 0; i < image.size(); i++) {
      values[i] = image.bound() - values[i];
    }
  }

  /** {@code posterize}: keeps the first {@code bits} of each value. */
  static void posterize(ImageBuffer image, int bits) {
    float[] values = image.values();
    int mask = ((1 << bits) - 1) << (8 - bits);
    float levels = 1 << bits;
    for (int i = 0; i < image.size(); i++) {
      values[i] =
          image.isBytes()
              ? (int) values[i] & mask
              : Math.min(levels - 1, Math.max(0f, (float) Math.floor(values[i] * levels)))
                  * (1f / levels);
    }
  }

  /** {@code solarize}: inverts what is at least {@code threshold}. */
  static void solarize(ImageBuffer image, double threshold) {
    float[] values = image.values();
    float least = (float) threshold;
    for (int i = 0; i < image.size(); i++) {
      if (values[i] >= least) {
        values[i] = image.bound() - values[i];
      }
    }
  }

  /** {@code autocontrast}: stretches each channel to the full range. */
  static void autocontrast(ImageBuffer image) {
    float[] values = image.values();
    int plane = image.plane();
    for (int from = 0; from < image.size(); from += plane) {
      float min = values[from];
      float max = values[from];
      for (int i = from; i < from + plane; i++) {
        min = Math.min(min, values[i]);
        max = Math.max(max, values[i]);
      }
      if (min == max) {
        continue;
      }
      float scale = (max - min) * (1f / image.bound());
      for (int i = from; i < from + plane; i++) {
        float value = Math.min(image.bound(), Math.max(0f, (values[i] - min) / scale));
        values[i] = image.isBytes() ? (int) value : value;
      }
    }
  }

  /** {@code equalize}: makes each channel's histogram even, as Pillow does. */
  static void equalize(ImageBuffer image) {
    float[] values = image.values();
    int plane = image.plane();
    int[] counts = image.integers(LEVELS);
    for (int from = 0; from < image.size(); from += plane) {
      java.util.Arrays.fill(counts, 0, LEVELS, 0);
      for (int i = from; i < from + plane; i++) {
        counts[level(image, values[i])]++;
      }
      int last = LEVELS - 1;
      while (counts[last] == 0) {
        last--;
      }
      int step = (plane - counts[last]) / (LEVELS - 1);
      int sum = step / 2;
      for (int level = 0; level < LEVELS; level++) {
        int own = counts[level];
        counts[level] = step == 0 ? level : Math.min(LEVELS - 1, sum / step);
        sum += own;
      }
      for (int i = from; i < from + plane; i++) {
        int level = counts[level(image, values[i])];
        values[i] = image.isBytes() ? level : level * (float) (1.0 / (LEVELS - 1));
      }
    }
  }

  private static int level(ImageBuffer image, float value) {
    return image.isBytes()
        ? (int) value
        : Math.min(LEVELS - 1, Math.max(0, (int) (value * 255.999f)));
  }
}
