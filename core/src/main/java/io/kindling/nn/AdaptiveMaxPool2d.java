package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.ops.MaxPooling;
import io.kindling.tensor.Tensor;

/**
 * The largest of as many windows as the output has, whatever the input's size, of (N, C, H, W) or
 * (C, H, W); {@code torch.nn.AdaptiveMaxPool2d}.
 */
public final class AdaptiveMaxPool2d extends Module {
  private static final long serialVersionUID = 1L;

  private final Integer[] outputSize;

  /** A square output. */
  public AdaptiveMaxPool2d(int size) {
    this.outputSize = new Integer[] {size};
  }

  /** An output of this height and width; null keeps the input's. */
  public AdaptiveMaxPool2d(Integer height, Integer width) {
    this.outputSize = new Integer[] {height, width};
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.adaptiveMaxPool2d(input, size(0), size(outputSize.length - 1)).values();
  }

  /** The largest and where they lie: {@code return_indices=True}. */
  public MaxPooling.Result callWithIndices(Tensor input) {
    return F.adaptiveMaxPool2d(input, size(0), size(outputSize.length - 1));
  }

  private Integer size(int axis) {
    return outputSize[axis];
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("output_size", outputSize.length == 1 ? outputSize[0] : outputSize);
  }
}
