package io.kindling.autograd;

import io.kindling.tensor.Tensor;

/** A node that keeps tensors of its forward pass. */
abstract class SavingNode extends Node implements Saved {
  private static final SavedTensor[] NONE = {};

  private SavedTensor[] saved = NONE;

  SavingNode(String name, Edge[] next) {
    super(name, next);
  }

  /** Keeps the tensors, null among them; outputs must have their history by now. */
  final void save(Tensor[] tensors) {
    if (tensors.length > 0) {
      saved = new SavedTensor[tensors.length];
      for (int i = 0; i < tensors.length; i++) {
        saved[i] = tensors[i] == null ? null : SavedTensor.of(tensors[i]);
      }
    }
  }

  @Override
  public final Tensor get(int i) {
    if (saved == null) {
      throw new IllegalStateException(
          "Trying to backward through the graph a second time ("
              + name()
              + "): the saved intermediate values have already been freed. Specify retainGraph=true"
              + " in the first backward() or grad() call");
    }
    return saved[i] == null ? null : saved[i].unpack(name());
  }

  @Override
  public final boolean needs(int i) {
    return edges()[i] != null;
  }

  @Override
  protected final void release() {
    if (saved != null && saved.length > 0) {
      saved = null;
    }
  }
}
