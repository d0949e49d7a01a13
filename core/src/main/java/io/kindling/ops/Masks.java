package io.kindling.ops;

import io.kindling.random.Generator;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** Random masks from the current {@link Generator}. */
public final class Masks {
  private Masks() {}

  /**
   * x times a mask that is 0 with probability p and 1 / (1 - p) otherwise.
   *
   * @param sizes the mask's shape, which broadcasts to x's
   */
  public static Tensor dropout(Tensor x, double p, int... sizes) {
    Tensor mask = Tensors.zeros(x.dtype(), sizes);
    if (p < 1) {
      Generator generator = Generator.current();
      Storage storage = mask.storage();
      for (int i = 0; i < mask.numel(); i++) {
        storage.setDouble(i, generator.nextFloat() < p ? 0 : 1 / (1 - p));
      }
    }
    return x.mul(mask);
  }
}
