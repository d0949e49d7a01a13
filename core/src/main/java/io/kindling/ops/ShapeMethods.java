package io.kindling.ops;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Changes of geometry and indexing as methods of {@link Tensor}. */
public interface ShapeMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  /** A view of the elements in row-major order; one size may be -1. {@code torch.Tensor.view}. */
  default Tensor view(int... sizes) {
    return Views.view(self(), sizes);
  }

  /** {@link #view} where possible, else a copy. {@code torch.reshape}. */
  default Tensor reshape(int... sizes) {
    return Views.reshape(self(), sizes);
  }

  /** Joins dimensions {@code startDim} to {@code endDim}, both included. {@code torch.flatten}. */
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

  /** All elements in one dimension. {@code torch.flatten}. */
  default Tensor flatten() {
    return flatten(0, -1);
  }

  /** A view whose dimension i is this dimension {@code dims[i]}. {@code torch.permute}. */
  default Tensor permute(int... dims) {
    return Views.permute(self(), dims);
  }

  /** A view with two dimensions swapped. {@code torch.transpose}. */
  default Tensor transpose(int dim0, int dim1) {
    return Views.transpose(self(), dim0, dim1);
  }

  /** A view (M, N) of a matrix (N, M); one dimension or none stays as it is. {@code torch.t}. */
  default Tensor t() {
    return Views.t(self());
  }

  /**
   * A view without those of the dimensions that have size 1; of all when none is given. {@code
   * torch.squeeze}.
   */
  default Tensor squeeze(int... dims) {
    return Views.squeeze(self(), dims);
  }

  /**
   * A view with a new dimension of size 1 before dimension {@code dim}; -1 puts it last. {@code
   * torch.unsqueeze}.
   */
  default Tensor unsqueeze(int dim) {
    return Views.unsqueeze(self(), dim);
  }

  /**
   * A view in which dimensions of size 1 have these sizes, the same elements again; -1 keeps a
   * size, new dimensions come first. {@code torch.Tensor.expand}.
   */
  default Tensor expand(int... sizes) {
    return Views.expand(self(), sizes);
  }

  /** {@link #expand} to the shape of {@code other}. {@code torch.Tensor.expand_as}. */
  default Tensor expandAs(Tensor other) {
    return Views.expand(self(), other.shape().toArray());
  }

  /**
   * A view of every {@code step}-th element from {@code start} to before {@code end}; negative ones
   * count from the last. Python's {@code x[start:end:step]}.
   */
  default Tensor slice(int dim, int start, int end, int step) {
    return Views.slice(self(), dim, start, end, step);
  }

  /** {@link #slice(int, int, int, int)} with step 1. Python's {@code x[start:end]}. */
  default Tensor slice(int dim, int start, int end) {
    return Views.slice(self(), dim, start, end, 1);
  }

  /**
   * A view of {@code length} elements of a dimension from {@code start} on. {@code torch.narrow}.
   */
  default Tensor narrow(int dim, int start, int length) {
    return Views.narrow(self(), dim, start, length);
  }

  /** A view of one slice of a dimension, which is dropped. {@code torch.select}. */
  default Tensor select(int dim, int index) {
    return Views.select(self(), dim, index);
  }

  /** Element {@code index} of the first dimension, as {@code x[index]} in Python. */
  default Tensor at(int index) {
    return Views.select(self(), 0, index);
  }

  /**
   * Constant padding: pairs (before, after) from the last dimension on. {@code
   * torch.nn.functional.pad}.
   */
  default Tensor pad(double value, int... amounts) {
    return Padding.pad(self(), value, amounts);
  }

  /**
   * The elements in row-major order without gaps: this tensor itself, or a copy. {@code
   * torch.Tensor.contiguous}.
   */
  default Tensor contiguous() {
    return Copy.contiguous(self());
  }

  /**
   * {@code out[i][j] = this[index[i][j]][j]} for dimension 0, and so for others; the result has the
   * shape of the int64 index. {@code torch.gather}.
   */
  default Tensor gather(int dim, Tensor index) {
    return Indexing.gather(self(), dim, index);
  }

  /**
   * A copy with {@code out[index[i][j]][j] += source[i][j]} for dimension 0, and so for others: the
   * gradient of {@link #gather}. {@code torch.scatter_add}.
   */
  default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
    return Indexing.scatterAdd(self(), dim, index, source);
  }

  /** The slices of a dimension that the int64 index (K) names. {@code torch.index_select}. */
  default Tensor indexSelect(int dim, Tensor index) {
    return Indexing.indexSelect(self(), dim, index);
  }
}
