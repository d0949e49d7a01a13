package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * The mean of as many windows as the output has, whatever the input's length, of (N, C, L) or (C,
 * L); {@code torch.nn.AdaptiveAvgPool1d}.
 */
public final class AdaptiveAvgPool1d extends Module {
  private static final long serialVersionUID = 1L;

  private final int outputSize;

  public AdaptiveAvgPool1d(int outputSize) {
    this.outputSize = outputSize;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.adaptiveAvgPool1d(input, outputSize);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("output_size", outputSize);
  }
}
