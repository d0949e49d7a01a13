package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * 1-d convolution, (N, C, L) or (C, L) to the same with other channels and size; {@code
 * torch.nn.Conv1d}. Weight (out, C / groups, kernel length) and bias (out) begin uniform in
 * +-1/sqrt(C / groups * kernel length).
 */
public final class Conv1d extends ConvLayer {
  private static final long serialVersionUID = 1L;

  /** Stride 1, no padding, with bias. */
  public Conv1d(int inChannels, int outChannels, int kernelSize) {
    this(options(inChannels, outChannels, kernelSize));
  }

  public Conv1d(ConvOptions options) {
    super(options, 1, options.outChannels(), options.inChannels());
  }

  /** The sizes every convolution needs; the rest have PyTorch's defaults. */
  public static ConvOptions options(int inChannels, int outChannels, int... kernelSize) {
    return ConvOptions.of(1, inChannels, outChannels, kernelSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.conv1d(padded(input), weight(), bias(), config());
  }
}
