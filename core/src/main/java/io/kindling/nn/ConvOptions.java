package io.kindling.nn;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What a convolution layer is made of, with PyTorch's defaults; each method gives a changed copy.
 * Arrays have one number a spatial dimension.
 *
 * @param inChannels channels of the input
 * @param outChannels channels of the output
 * @param kernel size of the kernel
 * @param stride step between outputs
 * @param padding added on each side
 * @param dilation distance between taps
 * @param groups blocks into which the channels are split
 * @param bias whether there is one
 * @param paddingMode what stands in the padding
 * @param outputPadding transposed convolution only: added to one side of the output's size
 */
public record ConvOptions(
    int inChannels,
    int outChannels,
    int[] kernel,
    int[] stride,
    int[] padding,
    int[] dilation,
    int groups,
    boolean bias,
    PaddingMode paddingMode,
    int[] outputPadding)
    implements Serializable {

  /** What stands in the padding. */
  public enum PaddingMode {
    ZEROS,
    REFLECT,
    REPLICATE,
    CIRCULAR
  }

  /** Checks that sizes are positive and the groups divide the channels. */
  public ConvOptions {
    if (inChannels < 1 || outChannels < 1) {
      throw new IllegalArgumentException(
          "convolution: channels must be positive, got " + inChannels + " and " + outChannels);
    }
    if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "convolution: in_channels ("
              + inChannels
              + ") and out_channels ("
              + outChannels
              + ") must be divisible by groups ("
              + groups
              + ")");
    }
    for (int i = 0; i < kernel.length; i++) {
      if (kernel[i] < 1 || stride[i] < 1 || dilation[i] < 1 || padding[i] < 0) {
        throw new IllegalArgumentException(
            "convolution: kernel_size, stride and dilation must be positive, padding not negative;"
                + " got kernel_size="
                + Arrays.toString(kernel)
                + ", stride="
                + Arrays.toString(stride)
                + ", dilation="
                + Arrays.toString(dilation)
                + ", padding="
                + Arrays.toString(padding));
      }
      if (outputPadding[i] < 0 || outputPadding[i] >= Math.max(stride[i], dilation[i])) {
        if (outputPadding[i] != 0) {
          throw new IllegalArgumentException(
              "output padding must be smaller than either stride or dilation, got "
                  + Arrays.toString(outputPadding));
        }
      }
    }
  }

  static ConvOptions of(int rank, int inChannels, int outChannels, int... kernel) {
    int[] ones = new int[rank];
    Arrays.fill(ones, 1);
    return new ConvOptions(
        inChannels,
        outChannels,
        each(rank, "kernel_size", kernel),
        ones,
        new int[rank],
        ones,
        1,
        true,
        PaddingMode.ZEROS,
        new int[rank]);
  }

  private static int[] each(int rank, String name, int... values) {
    if (values.length == rank) {
      return values.clone();
    }
    if (values.length != 1) {
      throw new IllegalArgumentException(
          "convolution: " + name + " takes 1 or " + rank + " numbers, got " + values.length);
    }
    int[] all = new int[rank];
    Arrays.fill(all, values[0]);
    return all;
  }

  public ConvOptions stride(int... values) {
    return with(each(kernel.length, "stride", values), padding, dilation);
  }

  public ConvOptions padding(int... values) {
    return with(stride, each(kernel.length, "padding", values), dilation);
  }

  /** Padding for an output as large as the input: {@code padding='same'}; stride 1, odd kernels. */
  public ConvOptions samePadding() {
    int[] same = new int[kernel.length];
    for (int i = 0; i < same.length; i++) {
      int total = dilation[i] * (kernel[i] - 1);
      if (stride[i] != 1 || total % 2 != 0) {
        throw new IllegalArgumentException(
            "padding='same' is not supported for strided convolutions, and here not for even"
                + " kernels; got kernel_size="
                + Arrays.toString(kernel)
                + ", stride="
                + Arrays.toString(stride)
                + "; pad with ZeroPad2d instead");
      }
      same[i] = total / 2;
    }
    return with(stride, same, dilation);
  }

  public ConvOptions dilation(int... values) {
    return with(stride, padding, each(kernel.length, "dilation", values));
  }

  private ConvOptions with(int[] newStride, int[] newPadding, int[] newDilation) {
    return new ConvOptions(
        inChannels,
        outChannels,
        kernel,
        newStride,
        newPadding,
        newDilation,
        groups,
        bias,
        paddingMode,
        outputPadding);
  }

  public ConvOptions groups(int value) {
    return new ConvOptions(
        inChannels,
        outChannels,
        kernel,
        stride,
        padding,
        dilation,
        value,
        bias,
        paddingMode,
        outputPadding);
  }

  public ConvOptions bias(boolean value) {
    return new ConvOptions(
        inChannels,
        outChannels,
        kernel,
        stride,
        padding,
        dilation,
        groups,
        value,
        paddingMode,
        outputPadding);
  }

  public ConvOptions paddingMode(PaddingMode value) {
    return new ConvOptions(
        inChannels,
        outChannels,
        kernel,
        stride,
        padding,
        dilation,
        groups,
        bias,
        value,
        outputPadding);
  }

  public ConvOptions outputPadding(int... values) {
    return new ConvOptions(
        inChannels,
        outChannels,
        kernel,
        stride,
        padding,
        dilation,
        groups,
        bias,
        paddingMode,
        each(kernel.length, "output_padding", values));
  }
}
