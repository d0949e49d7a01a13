package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/**
 * The mean of as many windows as the output has, whatever the input's length, of (N, C, L) or (C,
 * L); {@code torch.nn.AdaptiveAvgPool1d}.
 */
public final class AdaptiveAvgPool1d extends Module {
  private static final long serialVersionUID = 1L;

  private final int outputSize;

  /** Printed as it was given, as PyTorch does. */
  private final boolean tuple;

  public AdaptiveAvgPool1d(int outputSize) {
    this.outputSize = outputSize;
    this.tuple = false;
  }

  /** The same with the length as the one element of a tuple: Python's {@code (5,)}. */
  public AdaptiveAvgPool1d(int[] outputSize) {
    if (outputSize.length != 1) {
      throw new IllegalArgumentException(
          "AdaptiveAvgPool1d: output_size must be one number, got " + Arrays.toString(outputSize));
    }
    this.outputSize = outputSize[0];
    this.tuple = true;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.adaptiveAvgPool1d(input, outputSize);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("output_size", tuple ? (Object) new int[] {outputSize} : outputSize);
  }
}
