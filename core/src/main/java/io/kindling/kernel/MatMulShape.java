package io.kindling.kernel;

/**
 * The sizes of {@code C = op(A) op(B)}, with contiguous row-major matrices.
 *
 * @param rows rows of C
 * @param columns columns of C
 * @param inner columns of op(A), rows of op(B)
 * @param transposeA A is stored as {@code [inner][rows]} rather than {@code [rows][inner]}
 * @param transposeB B is stored as {@code [columns][inner]} rather than {@code [inner][columns]}
 */
public record MatMulShape(
    int rows, int columns, int inner, boolean transposeA, boolean transposeB) {

  /**
   * @throws IllegalArgumentException if a size is negative
   */
  public MatMulShape {
    if (rows < 0 || columns < 0 || inner < 0) {
      throw new IllegalArgumentException(
          "matmul: sizes must not be negative, got " + rows + " x " + inner + " x " + columns);
    }
  }

  /** {@code C = A B}. */
  public static MatMulShape of(int rows, int inner, int columns) {
    return new MatMulShape(rows, columns, inner, false, false);
  }
}
