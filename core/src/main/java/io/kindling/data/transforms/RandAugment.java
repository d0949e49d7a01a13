package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleGenerator;
import java.util.List;

/**
 * Some random operations of one strength (Cubuk et al., "RandAugment", 2019); torchvision's {@code
 * RandAugment}: identity, shear, translation, rotation, brightness, color, contrast, sharpness,
 * posterize, solarize, autocontrast, equalize.
 *
 * @param numOps operations, one after the other
 * @param magnitude their strength, one of the bins
 * @param numMagnitudeBins number of strengths
 * @param interpolation nearest or bilinear
 * @param fill what stands where the image has no pixel: a number, or one for each channel; empty: 0
 */
public record RandAugment(
    int numOps, int magnitude, int numMagnitudeBins, Interpolation interpolation, List<Double> fill)
    implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter makes no sense
   */
  public RandAugment {
    if (numOps < 0 || magnitude < 0 || magnitude >= numMagnitudeBins) {
      throw new IllegalArgumentException(
          "randAugment: num_ops must be at least 0 and magnitude one of 0..num_magnitude_bins-1,"
              + " got "
              + numOps
              + ", "
              + magnitude
              + " and "
              + numMagnitudeBins
              + " bins");
    }
    RandomAffine.nearestOrBilinear("randAugment", interpolation);
    fill = Arguments.fill("randAugment", fill, false);
  }

  /** Two operations of magnitude 9 of 31. */
  public RandAugment() {
    this(2, 9, 31, Interpolation.NEAREST, List.of());
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.colours("randAugment", in);
    Arguments.fits("randAugment", fill, in);
    return in;
  }

  @Override
  public boolean isRandom() {
    return numOps > 0;
  }

  @Override
  public void apply(ImageBuffer image) {
    SampleGenerator random = image.random();
    for (int i = 0; i < numOps; i++) {
      AugmentOperation operation = AugmentOperation.draw(random);
      double size = magnitude(operation, image.height(), image.width());
      boolean minus = random.nextDouble() < 0.5;
      operation.apply(image, minus && operation.signed() ? -size : size, interpolation, fill);
    }
  }

  /** The strength of an operation on an image of this size, without its sign. */
  double magnitude(AugmentOperation operation, int height, int width) {
    return switch (operation) {
      case SHEAR_X, SHEAR_Y -> bin(0, 0.3f);
      case TRANSLATE_X -> bin(0, (float) (150.0 / 331.0 * width));
      case TRANSLATE_Y -> bin(0, (float) (150.0 / 331.0 * height));
      case ROTATE -> bin(0, 30);
      case BRIGHTNESS, COLOR, CONTRAST, SHARPNESS -> bin(0, 0.9f);
      case POSTERIZE -> AugmentOperation.bits(4, numMagnitudeBins, magnitude);
      case SOLARIZE -> bin(1, 0);
      default -> 0;
    };
  }

  private float bin(float start, float end) {
    return AugmentOperation.linspace(start, end, numMagnitudeBins, magnitude);
  }
}
