package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleGenerator;
import java.util.List;

/**
 * Changes brightness, contrast, saturation and hue by random factors, in random order;
 * torchvision's {@code ColorJitter}.
 *
 * @param brightness x for a factor in max(0, 1 - x)..1 + x, or least and largest; empty for none
 * @param contrast as brightness
 * @param saturation as brightness
 * @param hue x for a turn of -x..x of the circle, at most 0.5, or least and largest; empty for none
 */
public record ColorJitter(
    List<Double> brightness, List<Double> contrast, List<Double> saturation, List<Double> hue)
    implements Transform {

  /**
   * @throws IllegalArgumentException when a range makes no sense
   */
  public ColorJitter {
    brightness = checked("brightness", brightness, 0, Double.MAX_VALUE);
    contrast = checked("contrast", contrast, 0, Double.MAX_VALUE);
    saturation = checked("saturation", saturation, 0, Double.MAX_VALUE);
    hue = checked("hue", hue, -0.5, 0.5);
  }

  private static List<Double> checked(String name, List<Double> range, double low, double high) {
    if (range.isEmpty()) {
      return List.of();
    }
    boolean one = range.size() == 1;
    Arguments.range("colorJitter", name, one ? List.of(0.0, range.get(0)) : range, low, high);
    return List.copyOf(range);
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.colours("colorJitter", in);
    return in;
  }

  @Override
  public boolean isRandom() {
    return !(brightness.isEmpty() && contrast.isEmpty() && saturation.isEmpty() && hue.isEmpty());
  }

  @Override
  public void apply(ImageBuffer image) {
    SampleGenerator random = image.random();
    // A permutation of four, two bits a place.
    int order = 0b11_10_01_00;
    for (int i = 3; i > 0; i--) {
      int j = random.below(i + 1);
      int difference = (order >> 2 * i ^ order >> 2 * j) & 3;
      order ^= difference << 2 * i ^ difference << 2 * j;
    }
    double byBrightness = draw(random, brightness, 1);
    double byContrast = draw(random, contrast, 1);
    double bySaturation = draw(random, saturation, 1);
    double byHue = draw(random, hue, 0);
    for (int i = 0; i < 4; i++, order >>= 2) {
      switch (order & 3) {
        case 0 -> {
          if (!brightness.isEmpty()) {
            Colors.brightness(image, byBrightness);
          }
        }
        case 1 -> {
          if (!contrast.isEmpty()) {
            Colors.contrast(image, byContrast);
          }
        }
        case 2 -> {
          if (!saturation.isEmpty()) {
            Colors.saturation(image, bySaturation);
          }
        }
        default -> {
          if (!hue.isEmpty()) {
            Colors.hue(image, byHue);
          }
        }
      }
    }
  }

  private static double draw(SampleGenerator random, List<Double> range, double center) {
    double at = random.nextDouble();
    if (range.isEmpty()) {
      return center;
    }
    boolean one = range.size() == 1;
    double low = one ? center - range.get(0) : range.get(0);
    double high = one ? center + range.get(0) : range.get(1);
    low = one && center == 1 ? Math.max(0, low) : low;
    return (float) (low + (high - low) * at); // as torchvision, which draws floats
  }
}
