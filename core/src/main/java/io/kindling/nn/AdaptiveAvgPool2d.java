package io.kindling.nn;

import io.kindling.ops.AveragePooling;
import io.kindling.tensor.Tensor;

/**
 * The mean of as many windows as the output has, whatever the input's size; {@code
 * torch.nn.AdaptiveAvgPool2d}.
 */
public final class AdaptiveAvgPool2d extends Module {
  private static final long serialVersionUID = 1L;

  private final int height;
  private final int width;

  /** A square output. */
  public AdaptiveAvgPool2d(int size) {
    this(size, size);
  }

  /** An output of this height and width; -1 keeps the input's. */
  public AdaptiveAvgPool2d(int height, int width) {
    this.height = height;
    this.width = width;
  }

  @Override
  public Tensor forward(Tensor input) {
    return AveragePooling.adaptiveAvgPool2d(input, height, width);
  }

  @Override
  protected String extraRepr() {
    return "output_size=" + PythonText.scalarOrPair(new int[] {height, width});
  }
}
