package io.kindling.ops;

import io.kindling.tensor.Scalar;
import io.kindling.tensor.Tensor;
import java.util.List;

/** Splitting, repeating, ordering and picking elements as methods of {@link Tensor}. */
public interface ArrangementMethods {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * Views of {@code size} elements of a dimension each; the last may be smaller. {@code
   * torch.split}.
   */
  default List<Tensor> split(int size, int dim) {
    return Splitting.split(self(), size, dim);
  }

  /** Views of the given sizes along a dimension. {@code torch.split}. */
  default List<Tensor> split(int[] sizes, int dim) {
    return Splitting.split(self(), sizes, dim);
  }

  /** At most {@code chunks} views of equal size along a dimension. {@code torch.chunk}. */
  default List<Tensor> chunk(int chunks, int dim) {
    return Splitting.chunk(self(), chunks, dim);
  }

  /** Views of the slices of a dimension. {@code torch.unbind}. */
  default List<Tensor> unbind(int dim) {
    return Splitting.unbind(self(), dim);
  }

  /**
   * This tensor put beside itself, {@code times[i]} times along dimension i; more numbers than
   * dimensions add dimensions in front. {@code torch.Tensor.repeat}.
   */
  default Tensor repeat(int... times) {
    return Rearrangement.repeat(self(), times);
  }

  /**
   * As {@link #repeat}, but fewer numbers than dimensions hold for the last ones. {@code
   * torch.tile}.
   */
  default Tensor tile(int... times) {
    return Rearrangement.tile(self(), times);
  }

  /** A copy with the elements along these dimensions in reverse. {@code torch.flip}. */
  default Tensor flip(int... dims) {
    return Rearrangement.flip(self(), dims);
  }

  /**
   * A copy with the elements moved by {@code shift} along a dimension; those that leave at the end
   * come in at the beginning. {@code torch.roll}.
   */
  default Tensor roll(int shift, int dim) {
    return Rearrangement.roll(self(), shift, dim);
  }

  /**
   * (*, N, M) with zeros above a diagonal: 0 the main one, positive above it, negative below.
   * {@code torch.tril}.
   */
  default Tensor tril(int diagonal) {
    return Triangles.tril(self(), diagonal);
  }

  /**
   * (*, N, M) with zeros below a diagonal: 0 the main one, positive above it, negative below.
   * {@code torch.triu}.
   */
  default Tensor triu(int diagonal) {
    return Triangles.triu(self(), diagonal);
  }

  /** The matrix of a diagonal, or the diagonal of a matrix. {@code torch.diag}. */
  default Tensor diag(int diagonal) {
    return Triangles.diag(self(), diagonal);
  }

  /**
   * The elements in order along a dimension, equal ones as they were, NaN as the largest, and their
   * int64 places, both of this shape. {@code torch.sort(stable=True)}.
   */
  default Sorting.Result sort(int dim, boolean descending) {
    return Sorting.sort(self(), dim, descending);
  }

  /** The int64 places that {@link #sort} gives. {@code torch.argsort}. */
  default Tensor argsort(int dim, boolean descending) {
    return Sorting.sort(self().detach(), dim, descending).indices();
  }

  /** The k largest along a dimension, the largest first. {@code torch.topk}. */
  default Sorting.Result topk(int k, int dim) {
    return Sorting.topk(self(), k, dim, true);
  }

  /** The k largest or smallest along a dimension, in order. {@code torch.topk}. */
  default Sorting.Result topk(int k, int dim, boolean largest) {
    return Sorting.topk(self(), k, dim, largest);
  }

  /**
   * A copy with {@code out[index[i][j]][j] = source[i][j]} for dimension 0, and so for others;
   * index is int64 and nowhere larger than source. {@code torch.scatter}.
   */
  default Tensor scatter(int dim, Tensor index, Tensor source) {
    return Scattering.scatter(self(), dim, index, source);
  }

  /** {@link #scatter(int, Tensor, Tensor)} of one number. {@code torch.scatter}. */
  default Tensor scatter(int dim, Tensor index, long value) {
    return Scattering.scatter(self(), dim, index, Scalar.of(value));
  }

  /** {@link #scatter(int, Tensor, Tensor)} of one number. {@code torch.scatter}. */
  default Tensor scatter(int dim, Tensor index, double value) {
    return Scattering.scatter(self(), dim, index, Scalar.of(value));
  }

  /**
   * A copy with slice i of source added to slice {@code index[i]} along a dimension; index (K) is
   * int64, source has K slices of this shape. {@code torch.index_add}.
   */
  default Tensor indexAdd(int dim, Tensor index, Tensor source) {
    return Scattering.indexAdd(self(), dim, index, source, Scalar.of(1));
  }

  /** {@link #indexAdd(int, Tensor, Tensor)} of {@code alpha * source}. {@code torch.index_add}. */
  default Tensor indexAdd(int dim, Tensor index, Tensor source, double alpha) {
    return Scattering.indexAdd(self(), dim, index, source, Scalar.of(alpha));
  }

  /**
   * {@link #indexAdd(int, Tensor, Tensor, double)} of a whole number: integers stay integers.
   * {@code torch.index_add}.
   */
  default Tensor indexAdd(int dim, Tensor index, Tensor source, long alpha) {
    return Scattering.indexAdd(self(), dim, index, source, Scalar.of(alpha));
  }

  /**
   * The elements where the bool mask, which broadcasts with this, is true, as (K) in row-major
   * order. {@code torch.masked_select}.
   */
  default Tensor maskedSelect(Tensor mask) {
    return Scattering.maskedSelect(self(), mask);
  }

  /** The indices of the elements that are not 0. {@code torch.nonzero}. */
  default Tensor nonzero() {
    return Scattering.nonzero(self());
  }

  /**
   * Rows with a 1 at the places that this int64 tensor names. {@code torch.nn.functional.one_hot}.
   */
  default Tensor oneHot(int classes) {
    return Scattering.oneHot(self(), classes);
  }

  /** This tensor where the condition holds, {@code other} elsewhere. {@code torch.where}. */
  default Tensor where(Tensor condition, Tensor other) {
    return Selection.where(condition, self(), other);
  }

  /** {@link #where(Tensor, Tensor)} with one number. {@code torch.where}. */
  default Tensor where(Tensor condition, long other) {
    return Selection.where(condition, self(), Scalar.of(other));
  }

  /** {@link #where(Tensor, Tensor)} with one number. {@code torch.where}. */
  default Tensor where(Tensor condition, double other) {
    return Selection.where(condition, self(), Scalar.of(other));
  }
}
