package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleGenerator;
import java.util.List;

/**
 * Turns, moves, scales and shears an image about its centre, at random; torchvision's {@code
 * RandomAffine}.
 *
 * @param degrees x for a turn of -x..x, or least and largest; clockwise
 * @param translate largest move in parts of width and height; empty for none
 * @param scale least and largest factor; empty for none
 * @param shear x for -x..x degrees along x, least and largest, or those along x and y; empty for
 *     none
 * @param interpolation nearest or bilinear
 * @param fill what stands where the image has no pixel: a number, or one for each channel
 */
public record RandomAffine(
    List<Double> degrees,
    List<Double> translate,
    List<Double> scale,
    List<Double> shear,
    Interpolation interpolation,
    List<Double> fill)
    implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter makes no sense
   */
  public RandomAffine {
    degrees = angles("randomAffine", "degrees", degrees);
    if (!translate.isEmpty()
        && (translate.size() != 2 || translate.stream().anyMatch(t -> !(t >= 0 && t <= 1)))) {
      throw new IllegalArgumentException(
          "randomAffine: translate must be two numbers in 0..1, got " + translate);
    }
    translate = List.copyOf(translate);
    scale =
        scale.isEmpty()
            ? List.of()
            : Arguments.range("randomAffine", "scale", scale, Double.MIN_VALUE, Double.MAX_VALUE);
    if (shear.size() == 4) {
      angles("randomAffine", "shear", shear.subList(0, 2));
      angles("randomAffine", "shear", shear.subList(2, 4));
      shear = List.copyOf(shear);
    } else {
      shear = shear.isEmpty() ? List.of() : angles("randomAffine", "shear", shear);
    }
    nearestOrBilinear("randomAffine", interpolation);
    fill = Arguments.fill("randomAffine", fill, false);
  }

  /** A range of angles: from -x to x where one is given. */
  static List<Double> angles(String what, String name, List<Double> angles) {
    boolean one = angles.size() == 1 && angles.get(0) >= 0;
    List<Double> range = one ? List.of(-angles.get(0), angles.get(0)) : angles;
    return Arguments.range(what, name, range, -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  static void nearestOrBilinear(String what, Interpolation interpolation) {
    if (interpolation != Interpolation.NEAREST && interpolation != Interpolation.BILINEAR) {
      throw new IllegalArgumentException(
          what + ": interpolation must be nearest or bilinear, got " + interpolation);
    }
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.fits("randomAffine", fill, in);
    return in;
  }

  @Override
  public boolean isRandom() {
    return true;
  }

  @Override
  public void apply(ImageBuffer image) {
    SampleGenerator random = image.random();
    double angle = random.uniform(degrees.get(0), degrees.get(1));
    double dx = translate.isEmpty() ? 0 : translate.get(0) * image.width();
    double dy = translate.isEmpty() ? 0 : translate.get(1) * image.height();
    double tx = Math.rint(random.uniform(-dx, dx));
    double ty = Math.rint(random.uniform(-dy, dy));
    double factor = scale.isEmpty() ? 1 : random.uniform(scale.get(0), scale.get(1));
    double sx = shear.isEmpty() ? 0 : random.uniform(shear.get(0), shear.get(1));
    double sy = shear.size() < 4 ? 0 : random.uniform(shear.get(2), shear.get(3));
    Affine.affine(image, angle, tx, ty, factor, sx, sy, false, interpolation, fill);
  }
}
