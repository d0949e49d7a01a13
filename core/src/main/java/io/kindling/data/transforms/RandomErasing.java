package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleGenerator;
import java.util.List;

/**
 * Erases a rectangle of random area and proportion (Zhong et al. 2017); torchvision's {@code
 * RandomErasing}, with a fixed value. As all transforms it works before the normalization: for the
 * mean colour, give that.
 *
 * @param p chance that it happens, 0..1
 * @param scale least and largest part of the area
 * @param ratio least and largest height / width, drawn evenly by its logarithm
 * @param value what stands there then: a number, or one for each channel; 0..255 for bytes
 */
public record RandomErasing(double p, List<Double> scale, List<Double> ratio, List<Double> value)
    implements Transform {
  private static final int TRIES = 10;

  /**
   * @throws IllegalArgumentException when a parameter makes no sense
   */
  public RandomErasing {
    Arguments.probability("randomErasing", p);
    scale = Arguments.range("randomErasing", "scale", scale, 0, 1);
    ratio = Arguments.range("randomErasing", "ratio", ratio, Double.MIN_VALUE, Double.MAX_VALUE);
    value = Arguments.fill("randomErasing", value, true);
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.fits("randomErasing", value, in);
    return in;
  }

  @Override
  public boolean isRandom() {
    return p > 0;
  }

  @Override
  public void apply(ImageBuffer image) {
    SampleGenerator random = image.random();
    if (!random.chance(p)) {
      return;
    }
    double low = StrictMath.log(ratio.get(0));
    double high = StrictMath.log(ratio.get(1));
    for (int i = 0; i < TRIES; i++) {
      double area = image.plane() * random.uniform(scale.get(0), scale.get(1));
      double aspect = StrictMath.exp(random.uniform(low, high));
      int h = (int) Math.rint(Math.sqrt(area * aspect));
      int w = (int) Math.rint(Math.sqrt(area / aspect));
      if (h < image.height() && w < image.width()) {
        int top = random.below(image.height() - h + 1);
        int left = random.below(image.width() - w + 1);
        erase(image, top, left, top + h, left + w, value);
        return;
      }
    }
  }

  /** Writes the value to the rows [top, bottom) and columns [left, right). */
  static void erase(
      ImageBuffer image, int top, int left, int bottom, int right, List<Double> value) {
    for (int c = 0; c < image.channels(); c++) {
      float constant = Arguments.fill(value, c, image);
      for (int y = top; y < bottom; y++) {
        int row = (c * image.height() + y) * image.width();
        java.util.Arrays.fill(image.values(), row + left, row + right, constant);
      }
    }
  }
}
