package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.ops.MaxPooling;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/**
 * The largest of as many windows as the output has, whatever the input's length, of (N, C, L) or
 * (C, L); {@code torch.nn.AdaptiveMaxPool1d}.
 */
public final class AdaptiveMaxPool1d extends Module {
  private static final long serialVersionUID = 1L;

  private final int outputSize;

  /** Printed as it was given, as PyTorch does. */
  private final boolean tuple;

  public AdaptiveMaxPool1d(int outputSize) {
    this.outputSize = outputSize;
    this.tuple = false;
  }

  /** The same with the length as the one element of a tuple: Python's {@code (5,)}. */
  public AdaptiveMaxPool1d(int[] outputSize) {
    if (outputSize.length != 1) {
      throw new IllegalArgumentException(
          "AdaptiveMaxPool1d: output_size must be one number, got " + Arrays.toString(outputSize));
    }
    this.outputSize = outputSize[0];
    this.tuple = true;
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
    settings.named("output_size", tuple ? (Object) new int[] {outputSize} : outputSize);
  }
}
