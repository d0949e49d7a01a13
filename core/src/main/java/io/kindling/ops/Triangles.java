package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;

/** Triangles and diagonals of matrices. */
public final class Triangles {
  private Triangles() {}

  /** The elements on and below a diagonal of the last two dimensions, 0 above. */
  public static Tensor tril(Tensor x, int diagonal) {
    return Recorder.op("TrilBackward0")
        .input(x, (g, s) -> tril(g, diagonal))
        .record(part("tril", x, diagonal, true));
  }

  /** The elements on and above a diagonal of the last two dimensions, 0 below. */
  public static Tensor triu(Tensor x, int diagonal) {
    return Recorder.op("TriuBackward0")
        .input(x, (g, s) -> triu(g, diagonal))
        .record(part("triu", x, diagonal, false));
  }

  private static Tensor part(String operation, Tensor x, int diagonal, boolean lower) {
    if (x.dim() < 2) {
      throw new IllegalArgumentException(
          operation + ": input tensor must have at least 2 dimensions, got " + x.shape());
    }
    Tensor out = Copy.dense(x);
    int rows = x.size(-2);
    int columns = x.size(-1);
    Storage storage = out.storage();
    for (int i = 0; i < out.numel(); i++) {
      int column = i % columns;
      int row = i / columns % rows;
      boolean kept = lower ? column - row <= diagonal : column - row >= diagonal;
      if (!kept) {
        storage.setLong(i, 0);
      }
    }
    return out;
  }

  /**
   * The matrix with this vector on a diagonal, or the diagonal of this matrix: 0 is the main one,
   * above it positive.
   */
  public static Tensor diag(Tensor x, int diagonal) {
    if (x.dim() == 1) {
      int n = x.size(0) + Math.abs(diagonal);
      Shape square = Shape.of(n, n);
      StridedViews.Geometry whole = whole(square);
      StridedViews.Geometry line = line(square, diagonal);
      return Recorder.op("DiagEmbedBackward0")
          .input(x, (g, s) -> StridedViews.pick(g, whole, line))
          .record(StridedViews.put(x.detach(), whole, line));
    }
    if (x.dim() != 2) {
      throw new IllegalArgumentException(
          "diag(): Supports 1D or 2D tensors. Got " + x.dim() + "D of shape " + x.shape());
    }
    StridedViews.Geometry whole = whole(x.shape());
    StridedViews.Geometry line = line(x.shape(), diagonal);
    return Recorder.op("DiagonalBackward0_copy")
        .input(x, (g, s) -> StridedViews.put(g, whole, line))
        .record(StridedViews.pick(x.detach(), whole, line));
  }

  private static StridedViews.Geometry whole(Shape matrix) {
    return new StridedViews.Geometry(matrix, matrix.contiguousStrides(), 0);
  }

  private static StridedViews.Geometry line(Shape matrix, int diagonal) {
    int rows = matrix.size(0) - Math.max(0, -diagonal);
    int columns = matrix.size(1) - Math.max(0, diagonal);
    int length = Math.max(0, Math.min(rows, columns));
    int step = matrix.contiguousStrides()[0];
    int start = diagonal >= 0 ? diagonal : -diagonal * step;
    return new StridedViews.Geometry(
        Shape.of(length), new int[] {step + 1}, length == 0 ? 0 : start);
  }
}
