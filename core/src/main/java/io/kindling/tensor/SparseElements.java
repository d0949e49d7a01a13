package io.kindling.tensor;

/**
 * Elements of which most are zero, held without the zeros: {@link SparseRows} is a batch of rows,
 * {@link IndexedSlices} a gradient. Operations that know them leave the zeros out; whoever asks the
 * {@link Storage} for its array gets it with the zeros, made at that moment and for good.
 */
public sealed interface SparseElements permits SparseRows, IndexedSlices {
  /** Number of all elements, zeros included. */
  int length();

  /** Type of the elements. */
  DType dtype();

  /**
   * All elements, row-major, in a new array.
   *
   * @throws OutOfHeapException when they take more than half of the heap, or than there is
   */
  Object dense();

  /** True if {@code values} is the array of the elements that are held. */
  boolean isOver(float[] values);
}
