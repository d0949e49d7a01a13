package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * 2-d convolution, (N, C, H, W) or (C, H, W) to the same with other channels and size; {@code
 * torch.nn.Conv2d}. Weight (out, C / groups, kernel height, kernel width) and bias (out) begin
 * uniform in +-1/sqrt(C / groups * kernel area).
 */
public final class Conv2d extends ConvLayer {
  private static final long serialVersionUID = 1L;

  /** Stride 1, no padding, with bias. */
  public Conv2d(int inChannels, int outChannels, int kernelSize) {
    this(options(inChannels, outChannels, kernelSize));
  }

  public Conv2d(ConvOptions options) {
    super(options, 2, options.outChannels(), options.inChannels());
  }

  /** The sizes every convolution needs; the rest have PyTorch's defaults. */
  public static ConvOptions options(int inChannels, int outChannels, int... kernelSize) {
    return ConvOptions.of(2, inChannels, outChannels, kernelSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.conv2d(padded(input), weight(), bias(), config());
  }
}
