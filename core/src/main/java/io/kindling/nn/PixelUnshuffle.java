package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** (*, C, H r, W r) to (*, C r^2, H, W); {@code torch.nn.PixelUnshuffle}. */
public final class PixelUnshuffle extends Module {
  private static final long serialVersionUID = 1L;

  private final int downscaleFactor;

  public PixelUnshuffle(int downscaleFactor) {
    this.downscaleFactor = downscaleFactor;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.pixelUnshuffle(input, downscaleFactor);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("downscale_factor", downscaleFactor);
  }
}
