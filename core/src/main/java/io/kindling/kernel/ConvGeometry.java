package io.kindling.kernel;

/**
 * The sizes of one 2-d convolution, as PyTorch's {@code conv2d} defines them. Immutable and
 * validated; the output size is derived:
 *
 * <p>{@code outHeight = floor((inHeight + 2 padHeight - dilationHeight (kernelHeight - 1) - 1) /
 * strideHeight) + 1}, and alike for the width.
 *
 * @param batch samples N; without any there is nothing to compute, and kernels are not to be asked
 * @param inChannels channels of the input
 * @param inHeight rows of the input
 * @param inWidth columns of the input
 * @param outChannels channels of the output
 * @param kernelHeight rows of the kernel
 * @param kernelWidth columns of the kernel
 * @param strideHeight step between output rows
 * @param strideWidth step between output columns
 * @param padHeight zero rows added above and below
 * @param padWidth zero columns added left and right
 * @param dilationHeight distance between kernel rows
 * @param dilationWidth distance between kernel columns
 * @param groups blocks into which the channels are split
 */
public record ConvGeometry(
    int batch,
    int inChannels,
    int inHeight,
    int inWidth,
    int outChannels,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int padHeight,
    int padWidth,
    int dilationHeight,
    int dilationWidth,
    int groups) {

  /**
   * @throws IllegalArgumentException naming the first size that is wrong, and what it must be
   */
  public ConvGeometry {
    atLeast(0, "batch", batch);
    atLeast(1, "input channels", inChannels);
    atLeast(1, "input height", inHeight);
    atLeast(1, "input width", inWidth);
    atLeast(1, "output channels", outChannels);
    atLeast(1, "kernel height", kernelHeight);
    atLeast(1, "kernel width", kernelWidth);
    atLeast(1, "stride", Math.min(strideHeight, strideWidth));
    atLeast(0, "padding", Math.min(padHeight, padWidth));
    atLeast(1, "dilation", Math.min(dilationHeight, dilationWidth));
    atLeast(1, "groups", groups);
    if (inChannels % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "conv2d: input channels ("
              + inChannels
              + ") and output channels ("
              + outChannels
              + ") must both be divisible by groups ("
              + groups
              + ")");
    }
    fits("height", inHeight, padHeight, dilationHeight, kernelHeight);
    fits("width", inWidth, padWidth, dilationWidth, kernelWidth);
  }

  /** A square convolution without dilation or groups. */
  public static ConvGeometry square(
      int batch, int inChannels, int size, int outChannels, int kernel, int stride, int padding) {
    return new ConvGeometry(
        batch,
        inChannels,
        size,
        size,
        outChannels,
        kernel,
        kernel,
        stride,
        stride,
        padding,
        padding,
        1,
        1,
        1);
  }

  /** Rows of the output. */
  public int outHeight() {
    return (inHeight + 2 * padHeight - dilationHeight * (kernelHeight - 1) - 1) / strideHeight + 1;
  }

  /** Columns of the output. */
  public int outWidth() {
    return (inWidth + 2 * padWidth - dilationWidth * (kernelWidth - 1) - 1) / strideWidth + 1;
  }

  /** Input channels of one group. */
  public int groupInChannels() {
    return inChannels / groups;
  }

  /** Output channels of one group. */
  public int groupOutChannels() {
    return outChannels / groups;
  }

  /** Blocks of sixteen samples. */
  public int blocks() {
    return Lanes.blocks(batch);
  }

  /** Floats of one block of the input in the lanes layout. */
  public int inBlockSize() {
    return inHeight * inWidth * inChannels * Lanes.BLOCK;
  }

  /** Floats of one block of the output in the lanes layout. */
  public int outBlockSize() {
    return outHeight() * outWidth() * outChannels * Lanes.BLOCK;
  }

  /** Where a block of the input begins in its array. */
  public int inStart(int block) {
    return Lanes.START + block * inBlockSize();
  }

  /** Where a block of the output begins in its array. */
  public int outStart(int block) {
    return Lanes.START + block * outBlockSize();
  }

  /** Number of weights: {@code outChannels * inChannels / groups * kernelHeight * kernelWidth}. */
  public int weightCount() {
    return outChannels * groupInChannels() * kernelHeight * kernelWidth;
  }

  /**
   * The same convolution in fewer dimensions where its kernel covers the whole input, as a linear
   * layer on flattened images does: one row, one output pixel, and the identical order of weights
   * and activations in memory. Any other convolution is returned as it is.
   */
  public ConvGeometry flattened() {
    boolean whole =
        kernelHeight == inHeight
            && kernelWidth == inWidth
            && padHeight == 0
            && padWidth == 0
            && dilationHeight == 1
            && dilationWidth == 1
            && kernelHeight > 1;
    if (!whole) {
      return this;
    }
    int pixels = inHeight * inWidth;
    return new ConvGeometry(
        batch, inChannels, 1, pixels, outChannels, 1, pixels, 1, 1, 0, 0, 1, 1, groups);
  }

  /**
   * The same convolution over one block of samples where each image is one output pixel and no lane
   * is spare: the blocks take the place of columns, again with the identical memory. Any other
   * convolution is returned as it is.
   */
  public ConvGeometry blocksAsColumns() {
    boolean linear =
        kernelHeight == 1
            && inHeight == 1
            && kernelWidth == inWidth
            && padHeight == 0
            && padWidth == 0
            && dilationWidth == 1
            && batch % Lanes.BLOCK == 0;
    if (!linear) {
      return this;
    }
    int columns = blocks() * inWidth;
    return new ConvGeometry(
        Lanes.BLOCK,
        inChannels,
        1,
        columns,
        outChannels,
        1,
        kernelWidth,
        1,
        inWidth,
        0,
        0,
        1,
        1,
        groups);
  }

  /**
   * Multiply-adds this convolution really needs, taps that fall on the padding left out. Forward,
   * backward-data and backward-weights need the same number each.
   */
  public long multiplyAdds() {
    long rows = taps(outHeight(), kernelHeight, strideHeight, padHeight, dilationHeight, inHeight);
    long columns = taps(outWidth(), kernelWidth, strideWidth, padWidth, dilationWidth, inWidth);
    return rows * columns * batch * outChannels * groupInChannels();
  }

  private static long taps(int out, int kernel, int stride, int pad, int dilation, int in) {
    long taps = 0;
    for (int o = 0; o < out; o++) {
      for (int k = 0; k < kernel; k++) {
        int i = o * stride - pad + k * dilation;
        taps += i >= 0 && i < in ? 1 : 0;
      }
    }
    return taps;
  }

  private static void atLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "conv2d: " + name + " is " + value + ", must be at least " + least);
    }
  }

  private static void fits(String axis, int in, int pad, int dilation, int kernel) {
    long extent = (long) dilation * (kernel - 1) + 1;
    if (extent > in + 2L * pad) {
      throw new IllegalArgumentException(
          "conv2d: the kernel spans "
              + extent
              + " but the padded input "
              + axis
              + " is only "
              + (in + 2L * pad)
              + "; use a smaller kernel or more padding");
    }
  }
}
