package io.kindling.nn;

import io.kindling.ops.AveragePooling;
import io.kindling.tensor.Tensor;

/** The mean of each window, (N, C, H, W) or (C, H, W); {@code torch.nn.AvgPool2d}. */
public final class AvgPool2d extends Module {
  private static final long serialVersionUID = 1L;

  private final AveragePooling.Config config;

  /** Windows side by side. */
  public AvgPool2d(int kernelSize) {
    this(
        new AveragePooling.Config(
            new int[] {kernelSize, kernelSize},
            new int[] {kernelSize, kernelSize},
            new int[2],
            false,
            true,
            0));
  }

  public AvgPool2d(AveragePooling.Config config) {
    for (int axis = 0; axis < 2; axis++) {
      if (config.kernel()[axis] < 1 || config.stride()[axis] < 1 || config.padding()[axis] < 0) {
        throw new IllegalArgumentException(
            "AvgPool2d: kernel_size and stride must be positive, padding not negative");
      }
    }
    this.config = config;
  }

  @Override
  public Tensor forward(Tensor input) {
    return AveragePooling.avgPool2d(input, config);
  }

  @Override
  protected String extraRepr() {
    return "kernel_size="
        + PythonText.scalarOrPair(config.kernel())
        + ", stride="
        + PythonText.scalarOrPair(config.stride())
        + ", padding="
        + PythonText.scalarOrPair(config.padding());
  }
}
