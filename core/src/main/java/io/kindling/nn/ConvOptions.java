package io.kindling.nn;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * What a convolution layer is made of, with PyTorch's defaults; each method gives a changed copy.
 * Arrays have one number a spatial dimension, or one for all.
 */
public final class ConvOptions implements Serializable, Cloneable {
  private static final long serialVersionUID = 1L;

  private final int inChannels;
  private final int outChannels;
  private final int[] kernelSize;
  private int[] stride;
  private int[] padding;
  private int[] dilation;
  private int[] outputPadding;
  private String paddingText;
  private int groups = 1;
  private boolean bias = true;
  private PaddingMode paddingMode = PaddingMode.ZEROS;

  /** What stands in the padding. */
  public enum PaddingMode {
    ZEROS,
    REFLECT,
    REPLICATE,
    CIRCULAR
  }

  private ConvOptions(int rank, int inChannels, int outChannels, int[] kernelSize) {
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = each(rank, "kernel_size", kernelSize);
    this.stride = each(rank, "stride", 1);
    this.dilation = stride;
    this.padding = new int[rank];
    this.outputPadding = padding;
  }

  static ConvOptions of(int rank, int inChannels, int outChannels, int... kernelSize) {
    return new ConvOptions(rank, inChannels, outChannels, kernelSize).checked();
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

  /** Step between outputs. */
  public ConvOptions stride(int... values) {
    return with(copy -> copy.stride = each(rank(), "stride", values));
  }

  /** Added on each side. */
  public ConvOptions padding(int... values) {
    return with(
        copy -> {
          copy.padding = each(rank(), "padding", values);
          copy.paddingText = null;
        });
  }

  /**
   * {@code "same"}: as much as makes the output as large as the input, an odd one at the end, for
   * stride 1; {@code "valid"}: none.
   */
  public ConvOptions padding(String text) {
    return with(
        copy -> {
          copy.padding = new int[rank()];
          copy.paddingText = text;
        });
  }

  /** {@code padding("same")}. */
  public ConvOptions samePadding() {
    return padding("same");
  }

  /** Distance between taps. */
  public ConvOptions dilation(int... values) {
    return with(copy -> copy.dilation = each(rank(), "dilation", values));
  }

  /** Blocks into which the channels are split. */
  public ConvOptions groups(int value) {
    return with(copy -> copy.groups = value);
  }

  /** Whether there is a bias. */
  public ConvOptions bias(boolean value) {
    return with(copy -> copy.bias = value);
  }

  /** What stands in the padding. */
  public ConvOptions paddingMode(PaddingMode value) {
    return with(copy -> copy.paddingMode = value);
  }

  /** Transposed convolution only: added to one side of the output's size. */
  public ConvOptions outputPadding(int... values) {
    return with(copy -> copy.outputPadding = each(rank(), "output_padding", values));
  }

  private ConvOptions with(Consumer<ConvOptions> change) {
    try {
      ConvOptions copy = (ConvOptions) clone();
      change.accept(copy);
      return copy.checked();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  int rank() {
    return kernelSize.length;
  }

  public int inChannels() {
    return inChannels;
  }

  public int outChannels() {
    return outChannels;
  }

  public int[] kernelSize() {
    return kernelSize.clone();
  }

  public int[] stride() {
    return stride.clone();
  }

  /**
   * The padding before and after, which differ only for {@code "same"}, from the last dimension.
   */
  int[] sides() {
    int[] sides = new int[2 * rank()];
    for (int i = 0; i < rank(); i++) {
      int dim = rank() - 1 - i;
      boolean same = "same".equals(paddingText);
      int total = same ? dilation[dim] * (kernelSize[dim] - 1) : 2 * padding[dim];
      sides[2 * i] = total / 2;
      sides[2 * i + 1] = total - total / 2;
    }
    return sides;
  }

  /** The padding as numbers; see {@link #paddingText}. */
  public int[] padding() {
    return padding.clone();
  }

  /** {@code "same"}, {@code "valid"}, or null when the padding was given as numbers. */
  public String paddingText() {
    return paddingText;
  }

  public int[] dilation() {
    return dilation.clone();
  }

  public int groups() {
    return groups;
  }

  public boolean bias() {
    return bias;
  }

  public PaddingMode paddingMode() {
    return paddingMode;
  }

  public int[] outputPadding() {
    return outputPadding.clone();
  }

  private ConvOptions checked() {
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
    for (int i = 0; i < kernelSize.length; i++) {
      if (kernelSize[i] < 1 || stride[i] < 1 || dilation[i] < 1 || padding[i] < 0) {
        throw new IllegalArgumentException(
            "convolution: kernel_size, stride and dilation must be positive, padding not negative;"
                + " got "
                + sizes());
      }
    }
    checkText();
    return this;
  }

  private void checkText() {
    if (paddingText == null) {
      return;
    }
    if (!paddingText.equals("same") && !paddingText.equals("valid")) {
      throw new IllegalArgumentException(
          "convolution: Invalid padding string '"
              + paddingText
              + "', should be one of 'valid', 'same', or give numbers");
    }
    if (paddingText.equals("same") && Arrays.stream(stride).anyMatch(s -> s != 1)) {
      throw new IllegalArgumentException(
          "padding='same' is not supported for strided convolutions, got " + sizes());
    }
  }

  /** Fails when the output padding could not be told from another row of outputs. */
  void checkOutputPadding() {
    for (int i = 0; i < outputPadding.length; i++) {
      boolean fits = outputPadding[i] < Math.max(stride[i], dilation[i]);
      if (outputPadding[i] < 0 || !fits) {
        throw new IllegalArgumentException(
            "output padding must be smaller than either stride or dilation, but got output_padding="
                + Arrays.toString(outputPadding)
                + " with "
                + sizes());
      }
    }
  }

  private String sizes() {
    return "kernel_size="
        + Arrays.toString(kernelSize)
        + ", stride="
        + Arrays.toString(stride)
        + ", dilation="
        + Arrays.toString(dilation)
        + ", padding="
        + Arrays.toString(padding);
  }
}
