package io.kindling.ops;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Reductions as methods of {@link Tensor}. */
public interface ReductionMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The sum of all elements. {@code torch.sum}. */
  default Tensor sum() {
    return Summation.sum(self(), false);
  }

  /** The sums along a dimension, which is dropped; of whole numbers in int64. {@code torch.sum}. */
  default Tensor sum(int dim) {
    return Summation.sum(self(), false, dim);
  }

  /**
   * The sums over dimensions, all when none is given. {@code torch.sum}.
   *
   * @param keepDim whether they stay, with size 1
   */
  default Tensor sum(boolean keepDim, int... dims) {
    return Summation.sum(self(), keepDim, dims);
  }

  /** The mean of all elements. {@code torch.mean}. */
  default Tensor mean() {
    return Summation.mean(self(), false);
  }

  /** The means along a dimension, which is dropped. {@code torch.mean}. */
  default Tensor mean(int dim) {
    return Summation.mean(self(), false, dim);
  }

  /**
   * The means over dimensions, all when none is given. {@code torch.mean}.
   *
   * @param keepDim whether they stay, with size 1
   */
  default Tensor mean(boolean keepDim, int... dims) {
    return Summation.mean(self(), keepDim, dims);
  }

  /**
   * The sums over the dimensions along which {@code shape} would be broadcast to this one: the
   * gradient of broadcasting. {@code torch.Tensor.sum_to_size}.
   */
  default Tensor sumToSize(Shape shape) {
    return Summation.sumToSize(self(), shape);
  }

  /** The largest element. {@code torch.max}. */
  default Tensor max() {
    return Extremum.max(self());
  }

  /** The smallest element. {@code torch.min}. */
  default Tensor min() {
    return Extremum.min(self());
  }

  /**
   * The largest along a dimension, which is dropped, and their int64 places; the first of equal
   * ones, NaN as the largest. {@code torch.max}.
   */
  default Extremum.Result max(int dim) {
    return Extremum.max(self(), dim, false);
  }

  /**
   * The smallest along a dimension, which is dropped, and their int64 places; the first of equal
   * ones, NaN as the smallest. {@code torch.min}.
   */
  default Extremum.Result min(int dim) {
    return Extremum.min(self(), dim, false);
  }

  /** The int64 places of the largest along a dimension, which is dropped. {@code torch.argmax}. */
  default Tensor argmax(int dim) {
    return Extremum.place("argmax", self(), dim, 1);
  }

  /** The int64 places of the smallest along a dimension, which is dropped. {@code torch.argmin}. */
  default Tensor argmin(int dim) {
    return Extremum.place("argmin", self(), dim, -1);
  }

  /** softmax along a dimension: e^x / sum(e^x). {@code torch.softmax}. */
  default Tensor softmax(int dim) {
    return Softmax.softmax(self(), dim);
  }

  /** The logarithm of {@link #softmax}, computed stably. {@code torch.log_softmax}. */
  default Tensor logSoftmax(int dim) {
    return Softmax.logSoftmax(self(), dim);
  }

  /** The largest over dimensions; equal ones share the gradient. {@code torch.amax}. */
  default Tensor amax(boolean keepDim, int... dims) {
    return Extremum.amax(self(), keepDim, dims);
  }

  /** The smallest over dimensions; equal ones share the gradient. {@code torch.amin}. */
  default Tensor amin(boolean keepDim, int... dims) {
    return Extremum.amin(self(), keepDim, dims);
  }

  /** {@link #max(int)}, the dimension staying with size 1 if so told. {@code torch.max}. */
  default Extremum.Result max(int dim, boolean keepDim) {
    return Extremum.max(self(), dim, keepDim);
  }

  /** {@link #min(int)}, the dimension staying with size 1 if so told. {@code torch.min}. */
  default Extremum.Result min(int dim, boolean keepDim) {
    return Extremum.min(self(), dim, keepDim);
  }

  /** The place of the largest among all elements in row-major order. {@code torch.argmax}. */
  default Tensor argmax() {
    return Extremum.place("argmax", self().detach().flatten(), 0, 1);
  }

  /** The place of the smallest among all elements in row-major order. {@code torch.argmin}. */
  default Tensor argmin() {
    return Extremum.place("argmin", self().detach().flatten(), 0, -1);
  }

  /** log(sum(e^x)) along a dimension. {@code torch.logsumexp}. */
  default Tensor logsumexp(int dim) {
    return Softmax.logsumexp(self(), false, dim);
  }

  /**
   * {@code log(sum(e^x))} over dimensions, computed stably. {@code torch.logsumexp}.
   *
   * @param keepDim whether they stay, with size 1
   */
  default Tensor logsumexp(boolean keepDim, int... dims) {
    return Softmax.logsumexp(self(), keepDim, dims);
  }

  /** The unbiased variance of all elements. {@code torch.var}. */
  default Tensor var() {
    return Statistics.var(self(), 1, false);
  }

  /**
   * {@code sum((x - mean)^2) / (n - 1)} over dimensions, all when none is given. {@code torch.var}.
   *
   * @param unbiased false to divide by n
   * @param keepDim whether they stay, with size 1
   */
  default Tensor var(boolean unbiased, boolean keepDim, int... dims) {
    return Statistics.var(self(), unbiased ? 1 : 0, keepDim, dims);
  }

  /** The unbiased standard deviation of all elements. {@code torch.std}. */
  default Tensor std() {
    return Statistics.std(self(), 1, false);
  }

  /** The square root of {@link #var(boolean, boolean, int...)}. {@code torch.std}. */
  default Tensor std(boolean unbiased, boolean keepDim, int... dims) {
    return Statistics.std(self(), unbiased ? 1 : 0, keepDim, dims);
  }

  /** The Euclidean norm of all elements. {@code torch.norm}. */
  default Tensor norm() {
    return Statistics.norm(self(), 2, false);
  }

  /**
   * {@code (sum |x|^p)^(1/p)} over dimensions, all when none is given; p may be 0 (count) or
   * infinite. {@code torch.norm}.
   *
   * @param keepDim whether they stay, with size 1
   */
  default Tensor norm(double p, boolean keepDim, int... dims) {
    return Statistics.norm(self(), p, keepDim, dims);
  }

  /** The product of all elements. {@code torch.prod}. */
  default Tensor prod() {
    return Accumulation.prod(self());
  }

  /** The products along a dimension, which is dropped. {@code torch.prod}. */
  default Tensor prod(int dim) {
    return Accumulation.prod(self(), dim, false);
  }

  /** {@link #prod(int)}, the dimension staying with size 1 if so told. {@code torch.prod}. */
  default Tensor prod(int dim, boolean keepDim) {
    return Accumulation.prod(self(), dim, keepDim);
  }

  /** Running sums along a dimension. {@code torch.cumsum}. */
  default Tensor cumsum(int dim) {
    return Accumulation.cumsum(self(), dim);
  }

  /**
   * Whether any element over the dimensions, all when none is given, is not 0. {@code torch.any}.
   */
  default Tensor any(int... dims) {
    return Logic.any(self(), false, dims);
  }

  /** Whether no element over the dimensions, all when none is given, is 0. {@code torch.all}. */
  default Tensor all(int... dims) {
    return Logic.all(self(), false, dims);
  }
}
