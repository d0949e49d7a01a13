package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;

/** Rows of a table by index: embeddings. */
public final class Lookup {
  private Lookup() {}

  /**
   * @param weight (rows, dim)
   * @param index (*) int64
   * @param paddingIdx a row that gets no gradient; -1 for none
   * @param scaleByFrequency whether a row's gradient is divided by how often it was looked up
   * @return (*, dim)
   */
  public static Tensor embedding(
      Tensor weight, Tensor index, int paddingIdx, boolean scaleByFrequency) {
    if (index.dtype() != DType.INT64) {
      throw new IllegalArgumentException(
          "embedding: expected indices of torch.int64, got " + index.dtype());
    }
    if (weight.dim() != 2) {
      throw new IllegalArgumentException(
          "embedding: 'weight' must be 2-D, got shape " + weight.shape());
    }
    int[] sizes = Arrays.copyOf(index.shape().toArray(), index.dim() + 1);
    sizes[index.dim()] = weight.size(1);
    Tensor flat = index.reshape(-1);
    Tensor out = Indexing.indexSelect(weight.detach(), 0, flat).reshape(sizes);
    Shape table = weight.shape();
    return Recorder.op("EmbeddingBackward0")
        .save(flat)
        .input(weight, (g, s) -> scatter(g, s.get(0), table, paddingIdx, scaleByFrequency))
        .record(out);
  }

  private static Tensor scatter(
      Tensor g, Tensor flat, Shape shape, int paddingIdx, boolean scaleByFrequency) {
    if (g.dtype() == DType.FLOAT32 && !GradMode.isEnabled()) {
      return EmbeddingGradient.of(g, flat.toLongArray(), shape, paddingIdx, scaleByFrequency);
    }
    int[] table = shape.toArray();
    Tensor rows =
        g.reshape(-1, table[1]).mul(rowScale(flat, g, table, paddingIdx, scaleByFrequency));
    Tensor index = flat.unsqueeze(1).expand(flat.numel(), table[1]);
    return Tensors.zeros(g.dtype(), table).scatterAdd(0, index, rows);
  }

  /** (n, 1): 0 for the padding row, 1 / frequency or 1 for others. */
  private static Tensor rowScale(
      Tensor flat, Tensor g, int[] table, int paddingIdx, boolean scaleByFrequency) {
    long[] rows = flat.toLongArray();
    int[] counts = new int[table[0]];
    for (long row : rows) {
      counts[(int) row]++;
    }
    Tensor scale = Tensors.zeros(g.dtype(), rows.length, 1);
    for (int i = 0; i < rows.length; i++) {
      int row = (int) rows[i];
      double factor = scaleByFrequency ? 1. / counts[row] : 1;
      scale.storage().setDouble(i, row == paddingIdx ? 0 : factor);
    }
    return scale;
  }

  /** Shortens the rows that {@code index} names to {@code maxNorm}, in place, unrecorded. */
  public static void renormalize(Tensor weight, Tensor index, double maxNorm, double p) {
    try (var scope = GradMode.noGrad()) {
      for (long row : Arrays.stream(index.toLongArray()).distinct().toArray()) {
        Tensor vector = weight.select(0, (int) row);
        double norm = vector.norm(p, false).item();
        if (norm > maxNorm) {
          vector.mul_(maxNorm / (norm + 1e-7));
        }
      }
    }
  }
}
