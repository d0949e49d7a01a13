package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * Windows added back into images: (N, C * kernel area, windows) to (N, C, H, W); {@code
 * torch.nn.Fold}.
 */
public final class Fold extends Module {
  private static final long serialVersionUID = 1L;

  private final int[] outputSize;
  private final Windows windows;

  /** To images of this height and width, or of this size squared. */
  public Fold(Windows windows, int... outputSize) {
    Windows.pair(outputSize);
    this.outputSize = outputSize.clone();
    this.windows = windows;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.fold(
        input, Windows.pair(outputSize), Windows.pair(windows.kernelSize()), windows.config());
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("output_size", PythonText.scalarOr(outputSize));
    windows.describe(settings);
  }
}
