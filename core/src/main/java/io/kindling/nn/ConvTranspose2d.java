package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * The gradient of a 2-d convolution as a layer, (N, C, H, W) or (C, H, W) to something larger;
 * {@code torch.nn.ConvTranspose2d}. Weight (C, out / groups, kernel height, kernel width). The
 * output has {@code (H - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1}
 * rows.
 */
public final class ConvTranspose2d extends ConvLayer {
  private static final long serialVersionUID = 1L;

  /** Stride 1, no padding, with bias. */
  public ConvTranspose2d(int inChannels, int outChannels, int kernelSize) {
    this(options(inChannels, outChannels, kernelSize));
  }

  public ConvTranspose2d(ConvOptions options) {
    super(options, 2, options.inChannels(), options.outChannels());
    options.checkOutputPadding();
    if (options.paddingMode() != ConvOptions.PaddingMode.ZEROS) {
      throw new IllegalArgumentException(
          "Only \"zeros\" padding mode is supported for ConvTranspose2d, got "
              + options.paddingMode());
    }
    if (options.paddingText() != null) {
      throw new IllegalArgumentException(
          "ConvTranspose2d: padding must be given in numbers, got '" + options.paddingText() + "'");
    }
  }

  /** The sizes every convolution needs; the rest have PyTorch's defaults. */
  public static ConvOptions options(int inChannels, int outChannels, int... kernelSize) {
    return ConvOptions.of(2, inChannels, outChannels, kernelSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.convTranspose2d(input, weight(), bias(), config(), options().outputPadding());
  }
}
