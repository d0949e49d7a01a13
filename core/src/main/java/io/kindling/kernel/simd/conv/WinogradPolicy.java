package io.kindling.kernel.simd.conv;

import io.kindling.kernel.ConvGeometry;

/**
 * Which convolutions go by {@link WinogradPlan}: those with 3x3 or 5x5 kernels, without stride,
 * dilation and groups, whose saved multiplications outweigh the transforms.
 *
 * <p>Measured on one core (Zen 4, 512 bits, JDK 17, batch 128, both directions), times as fast as
 * the direct convolution, which already runs at nine tenths of the peak: 3x3, 64 to 64 channels,
 * 16x16, 1.7, 8x8, 1.5, 4x4, 1.3; 32 to 32, 16x16, 1.4 to 1.5; 16 to 16, 32x32, 1.0 to 1.1 by
 * itself, and in ResNet-20's step no difference that could be told from noise. So 16 channels stay
 * direct. 5x5, 32 to 32, 16x16, 1.33; 32 to 64, 8x8, 1.25, and 1.1 to the input.
 */
public final class WinogradPolicy {
  private static final int LEAST_CHANNELS = 32;

  /**
   * Cost of a tile's transforms for each channel, in or out, and each product, in multiply-adds of
   * 16 samples.
   */
  private static final double TRANSFORM = 6.25;

  /**
   * Cost of transforming a pair of channels' weights, in the same unit and for each block of a
   * batch of 128: were it of the batch there is, what becomes of a sample would depend on how many
   * others come along.
   */
  private static final double KERNEL = 0.25;

  private WinogradPolicy() {}

  /** Whether both directions of this convolution are faster by Winograd's method. */
  public static boolean pays(ConvGeometry g) {
    double direct = (double) g.multiplyAdds() / g.batch();
    return fits(g)
        && Math.min(g.inChannels(), g.outChannels()) >= LEAST_CHANNELS
        && cost(g, g.outHeight(), g.outWidth()) < direct
        && cost(g, g.inHeight(), g.inWidth()) < direct;
  }

  private static boolean fits(ConvGeometry g) {
    return WinogradTerms.exist(g.kernelHeight())
        && g.kernelWidth() == g.kernelHeight()
        && g.strideHeight() == 1
        && g.strideWidth() == 1
        && g.dilationHeight() == 1
        && g.dilationWidth() == 1
        && g.groups() == 1;
  }

  /** With an output of this size. */
  private static double cost(ConvGeometry g, int height, int width) {
    double kernels = (double) g.inChannels() * g.outChannels();
    double tiles = (double) ((height + 1) / 2) * ((width + 1) / 2);
    int terms = WinogradTerms.count(g.kernelHeight());
    double tile = kernels + TRANSFORM * (g.inChannels() + g.outChannels());
    return terms * terms * (tiles * tile + KERNEL * kernels);
  }
}
