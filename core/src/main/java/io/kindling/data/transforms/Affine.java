package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import java.util.List;

/**
 * Rotation, shear, scaling and translation about a point; torchvision's {@code affine} and {@code
 * rotate}. Computed in float as there, so that the nearest pixels are the same.
 */
final class Affine {
  private Affine() {}

  /**
   * @param angle degrees, clockwise
   * @param shearX degrees, along x; {@code shearY} along y
   * @param corner whether about the upper left corner rather than the centre
   * @param fill what stands where the image has no pixel, one number or one a channel; empty: 0
   */
  static void affine(
      ImageBuffer image,
      double angle,
      double translateX,
      double translateY,
      double scale,
      double shearX,
      double shearY,
      boolean corner,
      Interpolation mode,
      List<Double> fill) {
    double cx = corner ? -0.5 * image.width() : 0;
    double cy = corner ? -0.5 * image.height() : 0;
    double rotation = angle / 180 * Math.PI;
    double sx = shearX / 180 * Math.PI;
    double sy = shearY / 180 * Math.PI;
    double a = StrictMath.cos(rotation - sy) / StrictMath.cos(sy);
    double b = -(a * StrictMath.tan(sx) + StrictMath.sin(rotation));
    double c = StrictMath.sin(rotation - sy) / StrictMath.cos(sy);
    double d = StrictMath.cos(rotation) - c * StrictMath.tan(sx);
    double m0 = d / scale;
    double m1 = -b / scale;
    double m3 = -c / scale;
    double m4 = a / scale;
    double m2 = cx - m0 * (cx + translateX) - m1 * (cy + translateY);
    double m5 = cy - m3 * (cx + translateX) - m4 * (cy + translateY);
    float halfWidth = 0.5f * image.width();
    float halfHeight = 0.5f * image.height();
    sample(
        image,
        (float) m0 / halfWidth,
        (float) m1 / halfWidth,
        (float) m2 / halfWidth,
        (float) m3 / halfHeight,
        (float) m4 / halfHeight,
        (float) m5 / halfHeight,
        mode,
        fill);
  }

  /** Turns by {@code angle} degrees, counter-clockwise, about the centre. */
  static void rotate(ImageBuffer image, double angle, Interpolation mode, List<Double> fill) {
    double turned = angle - 360 * Math.floor(angle / 360);
    boolean square = image.width() == image.height();
    if (turned == 0) {
      return;
    }
    if (turned == 180 || square && (turned == 90 || turned == 270)) {
      turn(image, (int) turned);
      return;
    }
    affine(image, -turned, 0, 0, 1, 0, 0, false, mode, fill);
  }

  private static void turn(ImageBuffer image, int angle) {
    int h = image.height();
    int w = image.width();
    float[] from = image.values();
    float[] to = image.spare(image.size());
    for (int c = 0; c < image.channels(); c++) {
      int at = c * h * w;
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          int source =
              switch (angle) {
                case 90 -> x * w + w - 1 - y;
                case 180 -> (h - 1 - y) * w + w - 1 - x;
                default -> (h - 1 - x) * w + y;
              };
          to[at + y * w + x] = from[at + source];
        }
      }
    }
    image.replace(image.channels(), h, w);
  }

  private static void sample(
      ImageBuffer image,
      float xx,
      float xy,
      float x0,
      float yx,
      float yy,
      float y0,
      Interpolation mode,
      List<Double> fill) {
    int h = image.height();
    int w = image.width();
    float[] from = image.values();
    float[] to = image.spare(image.size());
    for (int y = 0; y < h; y++) {
      float gy = y - (h - 1) * 0.5f;
      for (int x = 0; x < w; x++) {
        float gx = x - (w - 1) * 0.5f;
        float px = (xx * gx + xy * gy + x0 + 1f) * (0.5f * w) - 0.5f;
        float py = (yx * gx + yy * gy + y0 + 1f) * (0.5f * h) - 0.5f;
        if (mode == Interpolation.BILINEAR) {
          mix(image, from, to, y * w + x, px, py, fill);
        } else {
          pick(image, from, to, y * w + x, Math.rint(px), Math.rint(py), fill);
        }
      }
    }
    image.replace(image.channels(), h, w);
  }

  private static void pick(
      ImageBuffer image,
      float[] from,
      float[] to,
      int at,
      double px,
      double py,
      List<Double> fill) {
    boolean inside = px >= 0 && py >= 0 && px < image.width() && py < image.height();
    int source = inside ? (int) py * image.width() + (int) px : 0;
    int plane = image.plane();
    for (int c = 0; c < image.channels(); c++) {
      to[c * plane + at] = inside ? from[c * plane + source] : Arguments.fill(fill, c, image);
    }
  }

  private static void mix(
      ImageBuffer image, float[] from, float[] to, int at, float px, float py, List<Double> fill) {
    int h = image.height();
    int w = image.width();
    int plane = image.plane();
    int x = (int) Math.floor(px);
    int y = (int) Math.floor(py);
    float right = px - x;
    float below = py - y;
    float w00 = x < 0 || y < 0 || x >= w || y >= h ? 0 : (1 - right) * (1 - below);
    float w01 = x < -1 || y < 0 || x >= w - 1 || y >= h ? 0 : right * (1 - below);
    float w10 = x < 0 || y < -1 || x >= w || y >= h - 1 ? 0 : (1 - right) * below;
    float w11 = x < -1 || y < -1 || x >= w - 1 || y >= h - 1 ? 0 : right * below;
    float mask = w00 + w01 + w10 + w11;
    for (int c = 0; c < image.channels(); c++) {
      int source = c * plane + y * w + x;
      float sum = 0;
      sum += w00 == 0 ? 0 : from[source] * w00;
      sum += w01 == 0 ? 0 : from[source + 1] * w01;
      sum += w10 == 0 ? 0 : from[source + w] * w10;
      sum += w11 == 0 ? 0 : from[source + w + 1] * w11;
      if (!fill.isEmpty()) {
        float value = Arguments.fill(fill, c, image);
        sum = (sum - value) * mask + value; // torchvision attenuates twice, too
      }
      to[c * plane + at] =
          image.isBytes() ? Math.min(255f, Math.max(0f, (float) Math.rint(sum))) : sum;
    }
  }
}
