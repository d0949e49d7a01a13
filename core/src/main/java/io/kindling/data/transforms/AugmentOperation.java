package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.SampleGenerator;
import java.util.List;

/** The operations of RandAugment and TrivialAugment, as torchvision has them. */
enum AugmentOperation {
  IDENTITY,
  SHEAR_X,
  SHEAR_Y,
  TRANSLATE_X,
  TRANSLATE_Y,
  ROTATE,
  BRIGHTNESS,
  COLOR,
  CONTRAST,
  SHARPNESS,
  POSTERIZE,
  SOLARIZE,
  AUTO_CONTRAST,
  EQUALIZE;

  private static final AugmentOperation[] ALL = values();

  /** One of them. */
  static AugmentOperation draw(SampleGenerator random) {
    return ALL[random.below(ALL.length)];
  }

  /** Whether the magnitude gets a random sign. */
  boolean signed() {
    return ordinal() >= SHEAR_X.ordinal() && ordinal() <= SHARPNESS.ordinal();
  }

  /**
   * {@code magnitude} is a factor less 1, degrees, pixels, a slope, bits or a part of the range.
   */
  void apply(ImageBuffer image, double magnitude, Interpolation interpolation, List<Double> fill) {
    switch (this) {
      case IDENTITY -> {}
      case SHEAR_X ->
          Affine.affine(image, 0, 0, 0, 1, degrees(magnitude), 0, true, interpolation, fill);
      case SHEAR_Y ->
          Affine.affine(image, 0, 0, 0, 1, 0, degrees(magnitude), true, interpolation, fill);
      case TRANSLATE_X ->
          Affine.affine(image, 0, (int) magnitude, 0, 1, 0, 0, false, interpolation, fill);
      case TRANSLATE_Y ->
          Affine.affine(image, 0, 0, (int) magnitude, 1, 0, 0, false, interpolation, fill);
      case ROTATE -> Affine.rotate(image, magnitude, interpolation, fill);
      case BRIGHTNESS -> Colors.brightness(image, 1 + magnitude);
      case COLOR -> Colors.saturation(image, 1 + magnitude);
      case CONTRAST -> Colors.contrast(image, 1 + magnitude);
      case SHARPNESS -> Colors.sharpness(image, 1 + magnitude);
      case POSTERIZE -> Tones.posterize(image, (int) magnitude);
      case SOLARIZE -> Tones.solarize(image, image.bound() * magnitude);
      case AUTO_CONTRAST -> Tones.autocontrast(image);
      case EQUALIZE -> Tones.equalize(image);
      default -> throw new IllegalStateException(name());
    }
  }

  private static double degrees(double slope) {
    return StrictMath.atan(slope) * 180 / Math.PI;
  }

  /** Element {@code i} of {@code torch.linspace(start, end, bins)}, in float as there. */
  static float linspace(float start, float end, int bins, int i) {
    if (bins == 1) {
      return start;
    }
    float step = (end - start) / (bins - 1);
    return i < bins / 2 ? start + step * i : end - step * (bins - i - 1);
  }

  /** The bits that are left with {@code lost} bits less at the last of the bins. */
  static double bits(int lost, int bins, int i) {
    float step = (float) ((bins - 1) / (double) lost);
    return Math.rint(8f - (bins == 1 ? 0f : i / step));
  }
}
