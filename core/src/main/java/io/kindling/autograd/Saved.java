package io.kindling.autograd;

import io.kindling.tensor.Tensor;

/**
 * What a gradient rule finds of its forward pass: the saved tensors, and which gradients are
 * wanted.
 */
public interface Saved {
  /**
   * The i-th saved tensor; null when null was saved.
   *
   * @throws IllegalStateException after the graph was freed, or when the tensor was changed in
   *     place
   */
  Tensor get(int i);

  /** True when input {@code i} of the operation wants a gradient. */
  boolean needs(int i);
}
