package io.kindling.ops;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Reductions as methods of {@link Tensor}. */
public interface ReductionMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The sum of all elements. */
  default Tensor sum() {
    return Reduction.sum(self(), false);
  }

  default Tensor sum(int dim) {
    return Reduction.sum(self(), false, dim);
  }

  default Tensor sum(boolean keepDim, int... dims) {
    return Reduction.sum(self(), keepDim, dims);
  }

  /** The mean of all elements. */
  default Tensor mean() {
    return Reduction.mean(self(), false);
  }

  default Tensor mean(int dim) {
    return Reduction.mean(self(), false, dim);
  }

  default Tensor mean(boolean keepDim, int... dims) {
    return Reduction.mean(self(), keepDim, dims);
  }

  default Tensor sumToSize(Shape shape) {
    return Reduction.sumToSize(self(), shape);
  }

  /** The largest element. */
  default Tensor max() {
    return Extremum.max(self());
  }

  /** The smallest element. */
  default Tensor min() {
    return Extremum.min(self());
  }

  default Extremum.Result max(int dim) {
    return Extremum.max(self(), dim, false);
  }

  default Extremum.Result min(int dim) {
    return Extremum.min(self(), dim, false);
  }

  default Tensor argmax(int dim) {
    return Extremum.max(self().detach(), dim, false).indices();
  }

  default Tensor argmin(int dim) {
    return Extremum.min(self().detach(), dim, false).indices();
  }

  /** softmax along a dimension: e^x / sum(e^x). */
  default Tensor softmax(int dim) {
    return Softmax.softmax(self(), dim);
  }

  /** The logarithm of {@link #softmax}, computed stably. */
  default Tensor logSoftmax(int dim) {
    return Softmax.logSoftmax(self(), dim);
  }
}
