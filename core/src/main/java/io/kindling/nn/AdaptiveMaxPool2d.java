package io.kindling.nn;

import io.kindling.ops.MaxPooling;
import io.kindling.tensor.Tensor;

/**
 * The largest of as many windows as the output has, whatever the input's size; {@code
 * torch.nn.AdaptiveMaxPool2d}.
 */
public final class AdaptiveMaxPool2d extends Module {
  private static final long serialVersionUID = 1L;

  private final int height;
  private final int width;

  /** A square output. */
  public AdaptiveMaxPool2d(int size) {
    this(size, size);
  }

  /** An output of this height and width; -1 keeps the input's. */
  public AdaptiveMaxPool2d(int height, int width) {
    this.height = height;
    this.width = width;
  }

  @Override
  public Tensor forward(Tensor input) {
    boolean single = input.dim() == 3;
    Tensor batch = single ? input.unsqueeze(0) : input;
    Tensor out = MaxPooling.adaptiveMaxPool2d(batch, height, width).values();
    return single ? out.squeeze(0) : out;
  }

  @Override
  protected String extraRepr() {
    return "output_size=" + PythonText.scalarOrPair(new int[] {height, width});
  }
}
