package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** (*, C r^2, H, W) to (*, C, H r, W r) (Shi et al., 2016); {@code torch.nn.PixelShuffle}. */
public final class PixelShuffle extends Module {
  private static final long serialVersionUID = 1L;

  private final int upscaleFactor;

  public PixelShuffle(int upscaleFactor) {
    this.upscaleFactor = upscaleFactor;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.pixelShuffle(input, upscaleFactor);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("upscale_factor", upscaleFactor);
  }
}
