package io.kindling.ops;

import io.kindling.tensor.IndexedSlices;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;
import java.util.Arrays;

/** The gradient of a table of which some rows were looked up: those rows alone are held. */
final class EmbeddingGradient {
  private EmbeddingGradient() {}

  /**
   * @param g (*, dim) of float32
   * @param looked the row that each vector of {@code g} was
   * @param table (rows, dim)
   */
  static Tensor of(Tensor g, long[] looked, Shape table, int paddingIdx, boolean scaleByFrequency) {
    int dim = table.size(1);
    // A row and the place of a vector, sorted: row after row, each in the order of the vectors.
    long[] order = new long[looked.length];
    int used = 0;
    for (int i = 0; i < looked.length; i++) {
      if (looked[i] != paddingIdx) {
        order[used++] = looked[i] << 32 | i;
      }
    }
    Arrays.sort(order, 0, used);
    int[] rows = new int[used];
    int[] counts = new int[used];
    int touched = 0;
    for (int q = 0; q < used; q++) {
      int row = (int) (order[q] >> 32);
      if (touched == 0 || rows[touched - 1] != row) {
        rows[touched++] = row;
      }
      counts[touched - 1]++;
    }
    Tensor dense = g.contiguous();
    float[] from = dense.storage().floats();
    float[] sums = Workspace.floats(touched * dim);
    int q = 0;
    for (int t = 0; t < touched; t++) {
      float scale = scaleByFrequency ? (float) (1. / counts[t]) : 1;
      Arrays.fill(sums, t * dim, (t + 1) * dim, 0f);
      for (int k = 0; k < counts[t]; k++, q++) {
        int at = dense.offset() + (int) order[q] * dim;
        for (int d = 0; d < dim; d++) {
          sums[t * dim + d] += from[at + d] * scale;
        }
      }
    }
    var slices = new IndexedSlices(1, table.size(0), dim, Arrays.copyOf(rows, touched), sums);
    return Tensor.wrap(Storage.ofSparse(slices), table);
  }
}
