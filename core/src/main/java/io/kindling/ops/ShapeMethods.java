package io.kindling.ops;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Changes of geometry and indexing as methods of {@link Tensor}. */
public interface ShapeMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  /** A view of the elements in row-major order; one size may be -1. */
  default Tensor view(int... sizes) {
    return Views.view(self(), sizes);
  }

  /** {@link #view} where possible, else a copy. */
  default Tensor reshape(int... sizes) {
    return Views.reshape(self(), sizes);
  }

  /** Joins dimensions {@code startDim} to {@code endDim}, both included. */
  default Tensor flatten(int startDim, int endDim) {
    Tensor x = self();
    int start = Shape.wrapDim(startDim, x.dim());
    int end = Shape.wrapDim(endDim, x.dim());
    if (x.dim() == 0) {
      return x.reshape(1);
    }
    if (start > end) {
      throw new IllegalArgumentException(
          "flatten() has invalid args: start_dim cannot come after end_dim, got "
              + startDim
              + " and "
              + endDim);
    }
    int[] sizes = new int[x.dim() - (end - start)];
    for (int i = 0, k = 0; i < x.dim(); i++) {
      if (i <= start || i > end) {
        sizes[k++] = x.size(i);
      } else {
        sizes[k - 1] *= x.size(i);
      }
    }
    return x.reshape(sizes);
  }

  /** All elements in one dimension. */
  default Tensor flatten() {
    return flatten(0, -1);
  }

  default Tensor permute(int... dims) {
    return Views.permute(self(), dims);
  }

  default Tensor transpose(int dim0, int dim1) {
    return Views.transpose(self(), dim0, dim1);
  }

  default Tensor t() {
    return Views.t(self());
  }

  default Tensor squeeze(int... dims) {
    return Views.squeeze(self(), dims);
  }

  default Tensor unsqueeze(int dim) {
    return Views.unsqueeze(self(), dim);
  }

  default Tensor expand(int... sizes) {
    return Views.expand(self(), sizes);
  }

  default Tensor expandAs(Tensor other) {
    return Views.expand(self(), other.shape().toArray());
  }

  default Tensor slice(int dim, int start, int end, int step) {
    return Views.slice(self(), dim, start, end, step);
  }

  default Tensor slice(int dim, int start, int end) {
    return Views.slice(self(), dim, start, end, 1);
  }

  default Tensor narrow(int dim, int start, int length) {
    return Views.narrow(self(), dim, start, length);
  }

  default Tensor select(int dim, int index) {
    return Views.select(self(), dim, index);
  }

  /** Element {@code index} of the first dimension, as {@code x[index]} in Python. */
  default Tensor at(int index) {
    return Views.select(self(), 0, index);
  }

  /** Constant padding: pairs (before, after) from the last dimension on. */
  default Tensor pad(double value, int... amounts) {
    return Padding.pad(self(), value, amounts);
  }

  default Tensor contiguous() {
    return Copy.contiguous(self());
  }

  default Tensor gather(int dim, Tensor index) {
    return Indexing.gather(self(), dim, index);
  }

  default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
    return Indexing.scatterAdd(self(), dim, index, source);
  }

  default Tensor indexSelect(int dim, Tensor index) {
    return Indexing.indexSelect(self(), dim, index);
  }
}
