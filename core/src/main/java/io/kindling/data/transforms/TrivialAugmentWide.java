package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleGenerator;
import java.util.List;

/**
 * One random operation of random strength (Müller and Hutter, "TrivialAugment", 2021);
 * torchvision's {@code TrivialAugmentWide}, with the operations of {@link RandAugment}.
 *
 * @param numMagnitudeBins number of strengths
 * @param interpolation nearest or bilinear
 * @param fill what stands where the image has no pixel: a number, or one for each channel; empty: 0
 */
public record TrivialAugmentWide(
    int numMagnitudeBins, Interpolation interpolation, List<Double> fill) implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter makes no sense
   */
  public TrivialAugmentWide {
    if (numMagnitudeBins < 1) {
      throw new IllegalArgumentException(
          "trivialAugmentWide: num_magnitude_bins must be at least 1, got " + numMagnitudeBins);
    }
    RandomAffine.nearestOrBilinear("trivialAugmentWide", interpolation);
    fill = Arguments.fill("trivialAugmentWide", fill, false);
  }

  /** Of 31 strengths, nearest. */
  public TrivialAugmentWide() {
    this(31, Interpolation.NEAREST, List.of());
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.colours("trivialAugmentWide", in);
    Arguments.fits("trivialAugmentWide", fill, in);
    return in;
  }

  @Override
  public boolean isRandom() {
    return true;
  }

  @Override
  public void apply(ImageBuffer image) {
    SampleGenerator random = image.random();
    AugmentOperation operation = AugmentOperation.draw(random);
    double size = magnitude(operation, random.below(numMagnitudeBins));
    boolean minus = random.nextDouble() < 0.5;
    operation.apply(image, minus && operation.signed() ? -size : size, interpolation, fill);
  }

  /** The strength of an operation in one of the bins, without its sign. */
  double magnitude(AugmentOperation operation, int bin) {
    return switch (operation) {
      case SHEAR_X, SHEAR_Y, BRIGHTNESS, COLOR, CONTRAST, SHARPNESS -> bin(0, 0.99f, bin);
      case TRANSLATE_X, TRANSLATE_Y -> bin(0, 32, bin);
      case ROTATE -> bin(0, 135, bin);
      case POSTERIZE -> AugmentOperation.bits(6, numMagnitudeBins, bin);
      case SOLARIZE -> bin(1, 0, bin);
      default -> 0;
    };
  }

  private float bin(float start, float end, int bin) {
    return AugmentOperation.linspace(start, end, numMagnitudeBins, bin);
  }
}
