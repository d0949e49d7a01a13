package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * The gradient of a 1-d convolution as a layer, (N, C, L) or (C, L) to something larger; {@code
 * torch.nn.ConvTranspose1d}. Weight (C, out / groups, kernel length). The output has {@code (L - 1)
 * * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1} elements.
 */
public final class ConvTranspose1d extends ConvLayer {
  private static final long serialVersionUID = 1L;

  /** Stride 1, no padding, with bias. */
  public ConvTranspose1d(int inChannels, int outChannels, int kernelSize) {
    this(options(inChannels, outChannels, kernelSize));
  }

  public ConvTranspose1d(ConvOptions options) {
    super(options, 1, options.inChannels(), options.outChannels());
    options.checkOutputPadding();
    if (options.paddingMode() != ConvOptions.PaddingMode.ZEROS) {
      throw new IllegalArgumentException(
          "Only \"zeros\" padding mode is supported for ConvTranspose1d, got "
              + options.paddingMode());
    }
    if (options.paddingText() != null) {
      throw new IllegalArgumentException(
          "ConvTranspose1d: padding must be given in numbers, got '" + options.paddingText() + "'");
    }
  }

  /** The sizes every convolution needs; the rest have PyTorch's defaults. */
  public static ConvOptions options(int inChannels, int outChannels, int... kernelSize) {
    return ConvOptions.of(1, inChannels, outChannels, kernelSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.convTranspose1d(input, weight(), bias(), config(), options().outputPadding()[0]);
  }
}
