package io.kindling.nn;

import io.kindling.ops.MaxPooling;
import io.kindling.tensor.Tensor;

/** The largest of each window, (N, C, H, W) or (C, H, W); {@code torch.nn.MaxPool2d}. */
public final class MaxPool2d extends Module {
  private static final long serialVersionUID = 1L;

  private final int kernelSize;
  private final int stride;
  private final int padding;
  private final int dilation;
  private final boolean ceilMode;

  /** Windows side by side. */
  public MaxPool2d(int kernelSize) {
    this(kernelSize, kernelSize, 0, 1, false);
  }

  public MaxPool2d(int kernelSize, int stride, int padding, int dilation, boolean ceilMode) {
    if (kernelSize < 1 || stride < 1 || dilation < 1 || padding < 0) {
      throw new IllegalArgumentException(
          "MaxPool2d: kernel_size, stride and dilation must be positive, padding not negative");
    }
    this.kernelSize = kernelSize;
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
    this.ceilMode = ceilMode;
  }

  @Override
  public Tensor forward(Tensor input) {
    boolean single = input.dim() == 3;
    Tensor out =
        MaxPooling.maxPool2dValues(
            single ? input.unsqueeze(0) : input,
            new MaxPooling.Config(
                pair(kernelSize), pair(stride), pair(padding), pair(dilation), ceilMode));
    return single ? out.squeeze(0) : out;
  }

  private static int[] pair(int value) {
    return new int[] {value, value};
  }

  @Override
  protected String extraRepr() {
    return "kernel_size="
        + kernelSize
        + ", stride="
        + stride
        + ", padding="
        + padding
        + ", dilation="
        + dilation
        + ", ceil_mode="
        + (ceilMode ? "True" : "False");
  }
}
