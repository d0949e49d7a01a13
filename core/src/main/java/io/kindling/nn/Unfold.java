package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * The windows a convolution sees, as columns: (N, C, H, W) to (N, C * kernel area, windows); {@code
 * torch.nn.Unfold}.
 */
public final class Unfold extends Module {
  private static final long serialVersionUID = 1L;

  private final Windows windows;

  /** Stride 1, no padding. */
  public Unfold(int kernelSize) {
    this(new Windows(kernelSize));
  }

  public Unfold(Windows windows) {
    this.windows = windows;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.unfold(input, Windows.pair(windows.kernelSize()), windows.config());
  }

  @Override
  protected void describe(Settings settings) {
    windows.describe(settings);
  }
}
