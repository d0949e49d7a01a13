package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.PoolOptions;
import io.kindling.tensor.Tensor;

/** The mean of each window, (N, C, L) or (C, L); {@code torch.nn.AvgPool1d}. */
public final class AvgPool1d extends Module {
  private static final long serialVersionUID = 1L;

  private final PoolOptions options;

  /** Windows side by side. */
  public AvgPool1d(int kernelSize) {
    this(options(kernelSize));
  }

  public AvgPool1d(int kernelSize, int stride, int padding) {
    this(options(kernelSize).stride(stride).padding(padding));
  }

  public AvgPool1d(PoolOptions options) {
    this.options = options;
  }

  /** Windows side by side, to be changed. */
  public static PoolOptions options(int kernelSize) {
    return PoolOptions.of(kernelSize);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.avgPool1d(input, options);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("kernel_size", options.kernelSize());
    settings.named("stride", options.stride());
    settings.named("padding", options.padding());
    settings.hidden(false, "ceil_mode", options.ceilMode());
    settings.hidden(true, "count_include_pad", options.countIncludePad());
    settings.hidden(null, "divisor_override", options.divisorOverride());
  }
}
