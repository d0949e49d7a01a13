package io.kindling.kernel;

import java.util.Random;

/** Convolutions of every kind: odd sizes, strides, dilations, groups, partial blocks. */
final class RandomGeometry {
  private RandomGeometry() {}

  static ConvGeometry next(Random r) {
    int groups = r.nextInt(3) == 0 ? 1 + r.nextInt(3) : 1;
    int kernelHeight = 1 + r.nextInt(5);
    int kernelWidth = 1 + r.nextInt(5);
    int padHeight = r.nextInt(3);
    int padWidth = r.nextInt(3);
    int dilationHeight = 1 + r.nextInt(2);
    int dilationWidth = 1 + r.nextInt(3);
    int height = Math.max(1, (kernelHeight - 1) * dilationHeight + 1 - 2 * padHeight);
    int width = Math.max(1, (kernelWidth - 1) * dilationWidth + 1 - 2 * padWidth);
    return new ConvGeometry(
        1 + r.nextInt(50),
        groups * (1 + r.nextInt(20)),
        height + r.nextInt(8),
        width + r.nextInt(8),
        groups * (1 + r.nextInt(20)),
        kernelHeight,
        kernelWidth,
        1 + r.nextInt(3),
        1 + r.nextInt(3),
        padHeight,
        padWidth,
        dilationHeight,
        dilationWidth,
        groups);
  }

  /** Convolutions as first layers are: few channels, wide rows. */
  static ConvGeometry firstLayer(Random r) {
    int kernelWidth = 1 + r.nextInt(5);
    int padHeight = r.nextInt(3);
    int padWidth = r.nextInt(3);
    int strideWidth = 1 + r.nextInt(2);
    return new ConvGeometry(
        1 + r.nextInt(200),
        1 + r.nextInt(4),
        5 + r.nextInt(4),
        8 * strideWidth + kernelWidth + r.nextInt(8),
        (3 + r.nextInt(2)) * (1 + r.nextInt(4)),
        1 + r.nextInt(3),
        kernelWidth,
        1 + r.nextInt(2),
        strideWidth,
        padHeight,
        padWidth,
        1 + r.nextInt(2),
        1,
        1);
  }

  /** Convolutions whose taps are summed over pairs of pixels: many channels, stride 1 in a row. */
  static ConvGeometry manyChannels(Random r) {
    int groups = 1 + r.nextInt(2);
    return new ConvGeometry(
        1 + r.nextInt(40),
        groups * (8 + r.nextInt(20)),
        5 + r.nextInt(6),
        6 + r.nextInt(8),
        groups * (8 + r.nextInt(20)),
        1 + r.nextInt(3),
        3,
        1 + r.nextInt(2),
        1,
        r.nextInt(3),
        r.nextInt(4),
        1 + r.nextInt(2),
        1,
        groups);
  }

  /** Convolutions whose outer taps are summed over pairs of pixels at stride 2. */
  static ConvGeometry strided(Random r) {
    int groups = 1 + r.nextInt(2);
    return new ConvGeometry(
        1 + r.nextInt(40),
        groups * (4 + r.nextInt(14)),
        5 + r.nextInt(6),
        9 + r.nextInt(12),
        groups * (32 + r.nextInt(20)),
        1 + r.nextInt(3),
        3,
        1 + r.nextInt(2),
        2,
        r.nextInt(3),
        r.nextInt(5),
        1 + r.nextInt(2),
        1,
        groups);
  }

  /** Convolutions of images: three channels, whose gradients are made two pixels at a time. */
  static ConvGeometry image(Random r) {
    int kernel = 1 + r.nextInt(5);
    int stride = 1 + r.nextInt(2);
    return new ConvGeometry(
        1 + r.nextInt(80),
        3,
        5 + r.nextInt(6),
        5 + r.nextInt(9),
        1 + r.nextInt(40),
        1 + r.nextInt(5),
        kernel,
        1 + r.nextInt(2),
        stride,
        r.nextInt(3),
        r.nextInt(3),
        1,
        1 + r.nextInt(kernel < 3 ? 3 : 1),
        1);
  }

  /** Convolutions whose gradient to the weights is summed over bands of many pixels. */
  static ConvGeometry bands(Random r) {
    boolean point = r.nextBoolean();
    int kernelHeight = point ? 1 : 1 + r.nextInt(4);
    int kernelWidth = point ? 1 : 2 + r.nextInt(4);
    int strideHeight = 1 + r.nextInt(3);
    int strideWidth = 1 + r.nextInt(3);
    int dilationHeight = 1 + r.nextInt(2);
    int dilationWidth = 1 + r.nextInt(2);
    return new ConvGeometry(
        1 + r.nextInt(80),
        5 + r.nextInt(point ? 20 : 3),
        (5 + r.nextInt(6)) * strideHeight + (kernelHeight - 1) * dilationHeight,
        (7 + r.nextInt(6)) * strideWidth + (kernelWidth - 1) * dilationWidth,
        4 * (1 + r.nextInt(6)),
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        r.nextInt(3),
        r.nextInt(3),
        dilationHeight,
        dilationWidth,
        1);
  }

  /** Any of the kinds above, by turns. */
  static ConvGeometry any(Random r, int turn) {
    return switch (turn % 6) {
      case 0 -> next(r);
      case 1 -> firstLayer(r);
      case 2 -> manyChannels(r);
      case 3 -> strided(r);
      case 4 -> image(r);
      default -> bands(r);
    };
  }

  /** An array of the lanes layout: {@code length} floats from {@link Lanes#START} on. */
  static float[] lanes(Random r, int length) {
    float[] values = new float[Lanes.START + length];
    System.arraycopy(floats(r, length), 0, values, Lanes.START, length);
    return values;
  }

  static float[] floats(Random r, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = r.nextFloat() - 0.5f;
    }
    return values;
  }
}
