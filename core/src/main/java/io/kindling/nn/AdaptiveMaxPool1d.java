package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.ops.MaxPooling;
import io.kindling.tensor.Tensor;

/**
 * The largest of as many windows as the output has, whatever the input's length, of (N, C, L) or
 * (C, L); {@code torch.nn.AdaptiveMaxPool1d}.
 */
public final class AdaptiveMaxPool1d extends Module {
  private static final long serialVersionUID = 1L;

  private final int outputSize;

  public AdaptiveMaxPool1d(int outputSize) {
    this.outputSize = outputSize;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.adaptiveMaxPool1d(input, outputSize).values();
  }

  /** The largest and where they lie: {@code return_indices=True}. */
  public MaxPooling.Result callWithIndices(Tensor input) {
    return F.adaptiveMaxPool1d(input, outputSize);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("output_size", outputSize);
  }
}
