package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.PoolOptions;
import io.kindling.ops.MaxPooling;
import io.kindling.tensor.Tensor;

/** The largest of each window, (N, C, L) or (C, L); {@code torch.nn.MaxPool1d}. */
public final class MaxPool1d extends Module {
  private static final long serialVersionUID = 1L;

  private final PoolOptions options;

  /** Windows side by side. */
  public MaxPool1d(int kernelSize) {
    this(options(kernelSize));
  }

  public MaxPool1d(int kernelSize, int stride, int padding) {
    this(options(kernelSize).stride(stride).padding(padding));
  }

  public MaxPool1d(PoolOptions options) {
    this.options = options;
  }

  /** Windows side by side, to be changed. */
  public static PoolOptions options(int kernelSize) {
    return PoolOptions.of(kernelSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.maxPool1d(input, options);
  }

  /** The largest and where in their sequence they lie: {@code return_indices=True}. */
  public MaxPooling.Result callWithIndices(Tensor input) {
    return F.maxPool1dWithIndices(input, options);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("kernel_size", PythonText.scalarOr(options.kernelSize()));
    settings.named("stride", PythonText.scalarOr(options.stride()));
    settings.named("padding", PythonText.scalarOr(options.padding()));
    settings.named("dilation", PythonText.scalarOr(options.dilation()));
    settings.named("ceil_mode", options.ceilMode());
  }
}
