package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleGenerator;
import java.util.List;

/**
 * A window of random area and proportion, resized; torchvision's {@code RandomResizedCrop}. The
 * recipe of Inception and ResNet for ImageNet.
 *
 * @param size (height, width), or one number for both
 * @param scale least and largest part of the area
 * @param ratio least and largest width / height, drawn evenly by its logarithm
 * @param interpolation nearest, nearest-exact, bilinear or bicubic
 * @param antialias whether bilinear and bicubic see all pixels that an output pixel covers
 */
public record RandomResizedCrop(
    List<Long> size,
    List<Double> scale,
    List<Double> ratio,
    Interpolation interpolation,
    boolean antialias)
    implements Transform {
  private static final int TRIES = 10;

  /**
   * @throws IllegalArgumentException when a parameter makes no sense
   */
  public RandomResizedCrop {
    size = Arguments.size("randomResizedCrop", size);
    scale = Arguments.range("randomResizedCrop", "scale", scale, 0, Double.MAX_VALUE);
    ratio =
        Arguments.range("randomResizedCrop", "ratio", ratio, Double.MIN_VALUE, Double.MAX_VALUE);
  }

  /** A square, with the usual scale 0.08..1 and ratio 3/4..4/3, bilinear with antialias. */
  public RandomResizedCrop(int size) {
    this(
        List.of((long) size),
        List.of(0.08, 1.0),
        List.of(3.0 / 4.0, 4.0 / 3.0),
        Interpolation.BILINEAR,
        true);
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    return new ImageShape(in.channels(), Arguments.height(size), Arguments.width(size));
  }

  @Override
  public boolean isRandom() {
    return true;
  }

  @Override
  public void apply(ImageBuffer image) {
    crop(image);
    Resampling.resize(
        image, Arguments.height(size), Arguments.width(size), interpolation, antialias);
  }

  private void crop(ImageBuffer image) {
    SampleGenerator random = image.random();
    int height = image.height();
    int width = image.width();
    double low = StrictMath.log(ratio.get(0));
    double high = StrictMath.log(ratio.get(1));
    for (int i = 0; i < TRIES; i++) {
      double area = (double) height * width * random.uniform(scale.get(0), scale.get(1));
      double aspect = StrictMath.exp(random.uniform(low, high));
      int w = (int) Math.rint(Math.sqrt(area * aspect));
      int h = (int) Math.rint(Math.sqrt(area / aspect));
      if (w > 0 && w <= width && h > 0 && h <= height) {
        int top = random.below(height - h + 1);
        int left = random.below(width - w + 1);
        Windows.crop(image, top, left, h, w);
        return;
      }
    }
    double aspect = (double) width / height;
    int h = height;
    int w = width;
    if (aspect < ratio.get(0)) {
      h = Math.max(1, (int) Math.rint(w / ratio.get(0)));
    } else if (aspect > ratio.get(1)) {
      w = Math.max(1, (int) Math.rint(h * ratio.get(1)));
    }
    Windows.crop(image, (height - h) / 2, (width - w) / 2, h, w);
  }
}
