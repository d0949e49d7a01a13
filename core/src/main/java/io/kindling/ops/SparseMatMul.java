package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.IndexedSlices;
import io.kindling.tensor.Shape;
import io.kindling.tensor.SparseRows;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;
import java.util.Arrays;

/**
 * Products of {@link SparseRows} and a matrix: work and memory go by the values that are held, not
 * by the columns. A sum is over a row's values from left to right. Plain loops, for the elements of
 * the weights that they read lie far apart, where vectors gain nothing.
 */
final class SparseMatMul {
  private SparseMatMul() {}

  /** Whether a product's first operand is held in sparse rows. */
  static boolean applies(Tensor a) {
    return a.storage().sparse() != null && SparseRows.of(a) != null;
  }

  /** (n, k) times (k, m), without its history. */
  static Tensor product(Tensor x, Tensor w) {
    SparseRows rows = SparseRows.of(x);
    int m = w.size(1);
    Tensor out = Elementwise.result(x.dtype(), Shape.of(rows.rows(), m));
    if (x.dtype() == DType.FLOAT32) {
      product(rows, w, out.storage().floats());
      return out;
    }
    Storage values = rows.values();
    int[] s = w.strides();
    for (int i = 0; i < rows.rows(); i++) {
      for (int j = 0; j < m; j++) {
        double sum = 0;
        for (int p = rows.crowIndices()[i]; p < rows.crowIndices()[i + 1]; p++) {
          int at = w.offset() + rows.colIndices()[p] * s[0] + j * s[1];
          sum += values.getDouble(p) * w.storage().getDouble(at);
        }
        out.storage().setDouble(i * m + j, sum);
      }
    }
    return out;
  }

  /** Output by output, so that a layer's weights (out, in) are read within one row at a time. */
  private static void product(SparseRows rows, Tensor w, float[] out) {
    int[] starts = rows.crowIndices();
    int[] columns = rows.colIndices();
    float[] values = rows.values().floats();
    float[] weights = w.storage().floats();
    int m = w.size(1);
    int across = w.strides()[0];
    for (int j = 0; j < m; j++) {
      int from = w.offset() + j * w.strides()[1];
      for (int i = 0; i < rows.rows(); i++) {
        float sum = 0;
        for (int p = starts[i], end = starts[i + 1]; p < end; p++) {
          sum += values[p] * weights[from + columns[p] * across];
        }
        out[i * m + j] = sum;
      }
    }
  }

  /**
   * {@code x^T g}, laid out as {@code w} is: of a linear layer's weights the columns that the rows
   * touch, and of any other matrix all.
   */
  static Tensor weightGradient(Tensor x, Tensor w, Tensor g) {
    SparseRows rows = SparseRows.of(x);
    boolean transposed = w.strides()[0] == 1 && w.strides()[1] == w.size(0);
    Tensor out = transposed && x.dtype() == DType.FLOAT32 ? touchedColumns(rows, g) : all(rows, g);
    return Recorder.op("MmBackward0")
        .save(x)
        .input(g, (gg, s) -> MatMul.mm(s.get(0), gg))
        .record(out);
  }

  private static Tensor all(SparseRows rows, Tensor g) {
    int m = g.size(1);
    Tensor out = Tensor.allocate(g.dtype(), Shape.of(rows.columns(), m));
    Tensor dense = g.contiguous();
    for (int i = 0; i < rows.rows(); i++) {
      for (int p = rows.crowIndices()[i]; p < rows.crowIndices()[i + 1]; p++) {
        double v = rows.values().getDouble(p);
        int to = rows.colIndices()[p] * m;
        for (int j = 0; j < m; j++) {
          double more = v * dense.storage().getDouble(dense.offset() + i * m + j);
          out.storage().setDouble(to + j, out.storage().getDouble(to + j) + more);
        }
      }
    }
    return out;
  }

  /** The transposed view of (outputs, columns), of which the touched columns are held. */
  private static Tensor touchedColumns(SparseRows rows, Tensor gradient) {
    int[] starts = rows.crowIndices();
    int first = starts[0];
    int held = starts[rows.rows()] - first;
    // A value's column and its place, sorted: column after column, each from row to row.
    long[] order = new long[held];
    int[] rowOf = new int[held];
    for (int i = 0; i < rows.rows(); i++) {
      for (int p = starts[i]; p < starts[i + 1]; p++) {
        order[p - first] = (long) rows.colIndices()[p] << 32 | p - first;
        rowOf[p - first] = i;
      }
    }
    Arrays.sort(order);
    int[] touched = new int[held];
    int count = 0;
    for (int q = 0; q < held; q++) {
      int column = (int) (order[q] >> 32);
      if (q == 0 || column != touched[count - 1]) {
        touched[count++] = column;
      }
    }
    touched = Arrays.copyOf(touched, count);
    int m = gradient.size(1);
    float[] sums = Workspace.floats(count * m);
    float[] values = rows.values().floats();
    Tensor dense = gradient.contiguous();
    float[] g = dense.storage().floats();
    int offset = dense.offset();
    for (int j = 0; j < m; j++) {
      int to = j * count - 1;
      int before = -1;
      for (long each : order) {
        int column = (int) (each >> 32);
        int p = (int) each;
        float more = values[first + p] * g[offset + rowOf[p] * m + j];
        if (column != before) {
          before = column;
          sums[++to] = more;
        } else {
          sums[to] += more;
        }
      }
    }
    var slices = new IndexedSlices(m, rows.columns(), 1, touched, sums);
    return Tensor.wrap(Storage.ofSparse(slices), Shape.of(m, rows.columns())).t();
  }
}
