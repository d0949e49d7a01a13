package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/**
 * The mean of as many windows as the output has, whatever the input's size, of (N, C, H, W) or (C,
 * H, W); {@code torch.nn.AdaptiveAvgPool2d}.
 */
public final class AdaptiveAvgPool2d extends Module {
  private static final long serialVersionUID = 1L;

  private final Integer[] outputSize;

  /** A square output. */
  public AdaptiveAvgPool2d(int size) {
    this.outputSize = new Integer[] {size};
  }

  /** An output of this height and width; null keeps the input's. */
  public AdaptiveAvgPool2d(Integer height, Integer width) {
    this.outputSize = new Integer[] {height, width};
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.adaptiveAvgPool2d(input, size(0), size(outputSize.length - 1));
  }

  private Integer size(int axis) {
    return outputSize[axis];
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("output_size", outputSize.length == 1 ? outputSize[0] : outputSize);
  }
}
