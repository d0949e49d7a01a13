package io.kindling.nn;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Splits one dimension into several; {@code torch.nn.Unflatten}. */
public final class Unflatten extends Module {
  private static final long serialVersionUID = 1L;

  private final int dim;
  private final int[] sizes;

  /**
   * @param sizes what the dimension becomes; one may be -1
   */
  public Unflatten(int dim, int... sizes) {
    this.dim = dim;
    this.sizes = sizes.clone();
  }

  @Override
  public Tensor forward(Tensor input) {
    int at = Shape.wrapDim(dim, input.dim());
    int[] all = new int[input.dim() - 1 + sizes.length];
    for (int i = 0; i < all.length; i++) {
      boolean inside = i >= at && i < at + sizes.length;
      all[i] = inside ? sizes[i - at] : input.size(i < at ? i : i - sizes.length + 1);
    }
    int known = 1;
    boolean open = false;
    for (int size : sizes) {
      open |= size == -1;
      known *= size == -1 ? 1 : size;
    }
    int whole = input.size(at);
    if (open ? known == 0 || whole % known != 0 : known != whole) {
      throw new IllegalArgumentException(
          "Unflatten: provided sizes "
              + java.util.Arrays.toString(sizes)
              + " don't multiply up to the size of dim "
              + dim
              + " ("
              + whole
              + ") in the input tensor of shape "
              + input.shape());
    }
    return input.reshape(all);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("dim", dim).named("unflattened_size", sizes);
  }
}
