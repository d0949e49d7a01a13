package io.kindling.autograd;

import io.kindling.tensor.Tensor;

/**
 * What a gradient rule finds of its forward pass: the saved tensors, and which gradients are
 * wanted.
 */
public final class Saved {
  private final Node node;
  private SavedTensor[] tensors;

  Saved(Node node, SavedTensor[] tensors) {
    this.node = node;
    this.tensors = tensors;
  }

  /**
   * The i-th saved tensor; null when null was saved.
   *
   * @throws IllegalStateException after the graph was freed, or when the tensor was changed in
   *     place
   */
  public Tensor get(int i) {
    if (tensors == null) {
      throw new IllegalStateException(
          "Trying to backward through the graph a second time ("
              + node.name()
              + "): the saved intermediate values have already been freed. Specify retainGraph=true"
              + " in the first backward() or grad() call");
    }
    return tensors[i] == null ? null : tensors[i].unpack(node.name());
  }

  /** True when input {@code i} of the operation wants a gradient. */
  public boolean needs(int i) {
    return node.edges()[i] != null;
  }

  void release() {
    if (tensors != null && tensors.length > 0) {
      tensors = null;
    }
  }
}
