package io.kindling.nn;

import io.kindling.ops.Convolution;
import io.kindling.tensor.Tensor;

/**
 * 1-d convolution, (N, C, L) or (C, L) to the same with other channels and length; {@code
 * torch.nn.Conv1d}.
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
  public static ConvOptions options(int inChannels, int outChannels, int kernelSize) {
    return ConvOptions.of(1, inChannels, outChannels, kernelSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    if (input.dim() != 2 && input.dim() != 3) {
      throw new IllegalArgumentException(
          "Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: "
              + input.shape());
    }
    boolean single = input.dim() == 2;
    Tensor batch = padded(single ? input.unsqueeze(0) : input);
    return Convolution.conv1d(batch, weight(), bias(), config(), single);
  }
}
