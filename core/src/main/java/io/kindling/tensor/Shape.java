package io.kindling.tensor;

import java.util.Arrays;

/** The sizes of a tensor's dimensions; immutable. A scalar has no dimensions and one element. */
public final class Shape {
  private static final Shape SCALAR = new Shape(new int[0]);

  private final int[] sizes;
  private final int numel;
  private int[] contiguous;

  private Shape(int[] sizes) {
    this.sizes = sizes;
    long product = 1;
    for (int size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "Shape: sizes must not be negative, got " + Arrays.toString(sizes));
      }
      product *= size;
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "Shape: " + Arrays.toString(sizes) + " has more than 2^31-1 elements");
      }
    }
    this.numel = (int) product;
  }

  /** The shape with the given sizes. */
  public static Shape of(int... sizes) {
    return sizes.length == 0 ? SCALAR : new Shape(sizes.clone());
  }

  /** The shape of a vector. */
  public static Shape of(int size) {
    return new Shape(new int[] {size});
  }

  /** The shape of a matrix. */
  public static Shape of(int rows, int columns) {
    return new Shape(new int[] {rows, columns});
  }

  /** The shape of a batch of images. */
  public static Shape of(int batch, int channels, int height, int width) {
    return new Shape(new int[] {batch, channels, height, width});
  }

  /** Number of dimensions. */
  public int dim() {
    return sizes.length;
  }

  /** Number of elements. */
  public int numel() {
    return numel;
  }

  /** Size of dimension {@code dim}; negative counts from the last. */
  public int size(int dim) {
    int at = wrapDim(dim, sizes.length);
    if (sizes.length == 0) {
      throw new IndexOutOfBoundsException(
          "size: Dimension specified as " + dim + " but tensor has no dimensions");
    }
    return sizes[at];
  }

  /** A fresh copy of the sizes. */
  public int[] toArray() {
    return sizes.clone();
  }

  /** Strides, in elements, of a row-major contiguous tensor of this shape. */
  public int[] contiguousStrides() {
    return sharedStrides().clone();
  }

  /** {@link #contiguousStrides}, not to be changed. */
  int[] sharedStrides() {
    if (contiguous == null) {
      contiguous = computeStrides();
    }
    return contiguous;
  }

  private int[] computeStrides() {
    int[] strides = new int[sizes.length];
    int step = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= Math.max(1, sizes[i]);
    }
    return strides;
  }

  /**
   * The shape both broadcast to: sizes are aligned at the last dimension, a missing one counts as
   * 1, and a size of 1 stretches.
   *
   * @throws IllegalArgumentException when two sizes differ and neither is 1
   */
  public static Shape broadcast(String operation, Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int rank = Math.max(a.dim(), b.dim());
    int[] out = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int x = i <= a.dim() ? a.sizes[a.dim() - i] : 1;
      int y = i <= b.dim() ? b.sizes[b.dim() - i] : 1;
      if (x != y && x != 1 && y != 1) {
        throw new IllegalArgumentException(
            operation
                + ": the size of tensor a ("
                + x
                + ") must match the size of tensor b ("
                + y
                + ") at non-singleton dimension "
                + (rank - i)
                + "; got shapes "
                + a
                + " and "
                + b);
      }
      out[rank - i] = x == 1 ? y : x;
    }
    return new Shape(out);
  }

  /** True when a tensor of this shape can be expanded to {@code target}. */
  public boolean expandsTo(Shape target) {
    if (dim() > target.dim()) {
      return false;
    }
    for (int i = 1; i <= dim(); i++) {
      int size = sizes[dim() - i];
      if (size != 1 && size != target.sizes[target.dim() - i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code dim} counted from the first of {@code rank} dimensions; negative counts from the last.
   *
   * @throws IndexOutOfBoundsException outside [-rank, rank-1]; rank 0 counts as 1
   */
  public static int wrapDim(int dim, int rank) {
    int bound = Math.max(rank, 1);
    if (dim < -bound || dim >= bound) {
      throw new IndexOutOfBoundsException(
          "Dimension out of range (expected to be in range of ["
              + -bound
              + ", "
              + (bound - 1)
              + "], but got "
              + dim
              + ")");
    }
    return dim < 0 ? dim + bound : dim;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(sizes, that.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** The sizes in brackets, as {@code [3, 4]}. */
  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
