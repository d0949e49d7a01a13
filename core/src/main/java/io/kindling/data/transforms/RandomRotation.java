package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import java.util.List;

/**
 * Turns an image about its centre by a random angle; torchvision's {@code RandomRotation} without
 * {@code expand}.
 *
 * @param degrees x for -x..x, or least and largest; counter-clockwise
 * @param interpolation nearest or bilinear
 * @param fill what stands where the image has no pixel: a number, or one for each channel
 */
public record RandomRotation(List<Double> degrees, Interpolation interpolation, List<Double> fill)
    implements Transform {

  /**
   * @throws IllegalArgumentException when a parameter makes no sense
   */
  public RandomRotation {
    degrees = RandomAffine.angles("randomRotation", "degrees", degrees);
    RandomAffine.nearestOrBilinear("randomRotation", interpolation);
    fill = Arguments.fill("randomRotation", fill, false);
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.fits("randomRotation", fill, in);
    return in;
  }

  @Override
  public boolean isRandom() {
    return true;
  }

  @Override
  public void apply(ImageBuffer image) {
    double angle = image.random().uniform(degrees.get(0), degrees.get(1));
    Affine.rotate(image, angle, interpolation, fill);
  }
}
