package io.kindling.tensor;

/**
 * A matrix in compressed rows (CSR): of every row the columns that are not zero, ascending, and
 * their values. {@code torch.sparse_csr_tensor} with PyTorch's names. Not to be changed.
 */
public final class SparseRows implements SparseElements {
  private final int rows;
  private final int columns;
  private final int[] crowIndices;
  private final int[] colIndices;
  private final Storage values;

  /**
   * Takes arrays without copying or looking at them; they may be longer than needed. For programs,
   * {@link Tensors#sparseCsrTensor} checks.
   *
   * @param crowIndices where each row begins in {@code colIndices} and {@code values}, and behind
   *     the last row its end: rows + 1 numbers from 0 on
   * @param values of float32 or float64
   */
  public SparseRows(int rows, int columns, int[] crowIndices, int[] colIndices, Storage values) {
    this.rows = rows;
    this.columns = columns;
    this.crowIndices = crowIndices;
    this.colIndices = colIndices;
    this.values = values;
  }

  /**
   * The rows that {@code x} is made of, in sparse form; null when its elements are held otherwise,
   * or it is another view of them than some whole rows.
   */
  public static SparseRows of(Tensor x) {
    if (!(x.storage().sparse() instanceof SparseRows held) || x.dim() != 2) {
      return null;
    }
    boolean whole =
        x.size(1) == held.columns
            && x.isContiguous()
            && (held.columns == 0 || x.offset() % held.columns == 0);
    if (!whole) {
      return null;
    }
    int first = held.columns == 0 ? 0 : x.offset() / held.columns;
    return first == 0 && x.size(0) == held.rows ? held : held.narrow(first, x.size(0));
  }

  private SparseRows narrow(int first, int n) {
    int[] starts = new int[n + 1];
    System.arraycopy(crowIndices, first, starts, 0, n + 1);
    return new SparseRows(n, columns, starts, colIndices, values);
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of columns. */
  public int columns() {
    return columns;
  }

  /** Where each row begins and the last ends. */
  public int[] crowIndices() {
    return crowIndices;
  }

  /** The column of each value. */
  public int[] colIndices() {
    return colIndices;
  }

  /** The values that are held. */
  public Storage values() {
    return values;
  }

  @Override
  public int length() {
    return rows * columns;
  }

  @Override
  public DType dtype() {
    return values.dtype();
  }

  @Override
  public Object dense() {
    Storage all = DenseElements.allocate(dtype(), length(), rows + " sparse rows of " + columns);
    for (int row = 0; row < rows; row++) {
      for (int p = crowIndices[row]; p < crowIndices[row + 1]; p++) {
        all.setDouble(row * columns + colIndices[p], values.getDouble(p));
      }
    }
    return all.array();
  }

  @Override
  public boolean isOver(float[] array) {
    return values.isOver(array);
  }
}
