package io.kindling.examples.bench;

import io.kindling.kernel.ConvGeometry;

/** The convolutions of the three reference networks. */
public enum ConvolutionShape {
  CIFAR_CNN_1(3, 32, 32, 5, 1, 2),
  CIFAR_CNN_2(32, 16, 32, 5, 1, 2),
  CIFAR_CNN_3(32, 8, 64, 5, 1, 2),
  LENET_1(3, 32, 6, 5, 1, 0),
  LENET_2(6, 14, 16, 5, 1, 0),
  RESNET_FIRST(3, 32, 16, 3, 1, 1),
  RESNET_16(16, 32, 16, 3, 1, 1),
  RESNET_16_TO_32(16, 32, 32, 3, 2, 1),
  RESNET_32(32, 16, 32, 3, 1, 1),
  RESNET_32_TO_64(32, 16, 64, 3, 2, 1),
  RESNET_64(64, 8, 64, 3, 1, 1),
  RESNET_SHORTCUT_32(16, 32, 32, 1, 2, 0),
  RESNET_SHORTCUT_64(32, 16, 64, 1, 2, 0);

  private final int inChannels;
  private final int size;
  private final int outChannels;
  private final int kernel;
  private final int stride;
  private final int padding;

  ConvolutionShape(int inChannels, int size, int outChannels, int kernel, int stride, int padding) {
    this.inChannels = inChannels;
    this.size = size;
    this.outChannels = outChannels;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
  }

  /** This convolution over {@code batch} images. */
  ConvGeometry geometry(int batch) {
    return ConvGeometry.square(batch, inChannels, size, outChannels, kernel, stride, padding);
  }

  /** As {@code 3 -> 32, 32x32, 5x5, stride 1, padding 2}. */
  String description() {
    return String.format(
        "%d -> %d, %dx%d, %dx%d, stride %d, padding %d",
        inChannels, outChannels, size, size, kernel, kernel, stride, padding);
  }
}
