package io.kindling.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Per-channel normalization, torchvision's {@code ToTensor} followed by {@code Normalize(mean,
 * std)}.
 *
 * <p>A byte v of channel c becomes {@code (v / 255 - mean[c]) / std[c]}, each operation rounded to
 * float32 exactly as PyTorch rounds it; a float v becomes {@code (v - mean[c]) / std[c]}.
 *
 * <p>Immutable and safe for concurrent use. One channel's statistics given for an image of several
 * channels hold for all of them.
 */
public final class Normalization implements Serializable {
  private static final long serialVersionUID = 1L;

  /** CIFAR-10's usual published statistics ({@link Cifar10#mean()} and {@link Cifar10#std()}). */
  public static final Normalization CIFAR10 = new Normalization(Cifar10.mean(), Cifar10.std());

  /**
   * Bytes to [0, 1], floats unchanged: mean 0, standard deviation 1, for any number of channels.
   */
  public static final Normalization NONE = new Normalization(new float[] {0f}, new float[] {1f});

  private final float[] mean;
  private final float[] std;
  private final float[][] tables;

  /**
   * @param mean one value per channel, in units of 0..1 for bytes
   * @param std one value above 0 per channel, same unit
   * @throws IllegalArgumentException when lengths differ, are 0, or a value is not finite or not
   *     positive
   */
  public Normalization(float[] mean, float[] std) {
    if (mean.length == 0 || mean.length != std.length) {
      throw new IllegalArgumentException(
          "Normalization: got "
              + mean.length
              + " means and "
              + std.length
              + " standard deviations, wanted one of each per channel");
    }
    for (int c = 0; c < mean.length; c++) {
      if (!Float.isFinite(mean[c]) || !Float.isFinite(std[c]) || std[c] <= 0f) {
        throw new IllegalArgumentException(
            "Normalization: channel "
                + c
                + " has mean "
                + mean[c]
                + " and standard deviation "
                + std[c]
                + "; wanted finite values and a deviation above 0");
      }
    }
    this.mean = mean.clone();
    this.std = std.clone();
    this.tables = new float[mean.length][256];
    for (int c = 0; c < mean.length; c++) {
      for (int v = 0; v < 256; v++) {
        tables[c][v] = (v / 255f - mean[c]) / std[c];
      }
    }
  }

  /** Channels this normalization was made for; 1 fits any image. */
  public int channels() {
    return mean.length;
  }

  /** Mean of channel {@code c}. */
  public float mean(int c) {
    return mean[mean.length == 1 ? 0 : c];
  }

  /** Standard deviation of channel {@code c}. */
  public float std(int c) {
    return std[std.length == 1 ? 0 : c];
  }

  /**
   * Normalizes one CHW image.
   *
   * @param src unsigned bytes; the image starts at {@code srcOffset}
   * @param out receives C*H*W floats from {@code outOffset} on
   */
  public void apply(byte[] src, int srcOffset, ImageShape shape, float[] out, int outOffset) {
    check(shape);
    int plane = shape.plane();
    for (int c = 0; c < shape.channels(); c++) {
      float[] table = table(c);
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        out[outOffset + i] = table[src[srcOffset + i] & 0xff];
      }
    }
  }

  /**
   * Normalizes an image.
   *
   * @param out receives C*H*W floats from {@code offset} on
   * @throws IllegalArgumentException when made for another number of channels
   */
  public void apply(ImageBuffer image, float[] out, int offset) {
    if (mean.length != 1 && mean.length != image.channels()) {
      check(image.shape());
    }
    float[] values = image.values();
    int plane = image.plane();
    for (int c = 0; c < image.channels(); c++) {
      if (image.isBytes()) {
        float[] table = table(c);
        for (int i = c * plane; i < (c + 1) * plane; i++) {
          out[offset + i] = table[(int) values[i]];
        }
      } else {
        float m = mean(c);
        float s = std(c);
        for (int i = c * plane; i < (c + 1) * plane; i++) {
          out[offset + i] = (values[i] - m) / s;
        }
      }
    }
  }

  /** The 256 results of channel {@code c}; not to be written to. */
  float[] table(int c) {
    return tables[tables.length == 1 ? 0 : c];
  }

  void check(ImageShape shape) {
    if (mean.length != 1 && mean.length != shape.channels()) {
      throw new IllegalArgumentException(
          "Normalization: made for "
              + mean.length
              + " channels, got samples of shape "
              + shape
              + "; give one mean and deviation per channel");
    }
  }

  @Override
  public String toString() {
    return "Normalization(mean=" + Arrays.toString(mean) + ", std=" + Arrays.toString(std) + ")";
  }
}
