package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Arrays;
import java.util.Comparator;

/** Ordering along a dimension: sort, argsort, topk. Stable; NaN counts as the largest. */
public final class Sorting {
  private Sorting() {}

  /** Values in order, and where they were. */
  public record Result(Tensor values, Tensor indices) {}

  /** All elements in order along a dimension. */
  public static Result sort(Tensor x, int dim, boolean descending) {
    int d = Shape.wrapDim(dim, x.dim());
    return first("SortBackward0", x, d, x.dim() == 0 ? 1 : x.size(d), descending);
  }

  /** The k largest, or smallest, in order along a dimension. */
  public static Result topk(Tensor x, int k, int dim, boolean largest) {
    TypePromotion.refuseBool("topk", "convert with to(...)", x.dtype());
    int d = Shape.wrapDim(dim, x.dim());
    int n = x.dim() == 0 ? 1 : x.size(d);
    if (k < 0 || k > n) {
      throw new IndexOutOfBoundsException(
          "topk: selected index k out of range: k = " + k + " of " + n + " elements");
    }
    return first("TopkBackward0", x, d, k, largest);
  }

  private static Result first(String name, Tensor x, int d, int k, boolean descending) {
    int[] sizes = x.shape().toArray();
    int n = x.dim() == 0 ? 1 : sizes[d];
    if (x.dim() > 0) {
      sizes[d] = k;
    }
    Shape shape = Shape.of(sizes);
    Tensor values = Tensor.allocate(x.dtype(), shape);
    Tensor indices = Tensor.allocate(DType.INT64, shape);
    Tensor dense = Copy.dense(x);
    int stepIn = x.dim() == 0 ? 1 : dense.strides()[d];
    Storage from = dense.storage();
    for (int line = 0; n > 0 && line < x.numel() / n; line++) {
      int in = line / stepIn * stepIn * n + line % stepIn;
      int out = line / stepIn * stepIn * k + line % stepIn;
      Integer[] order = order(from, in, stepIn, n, descending);
      for (int i = 0; i < k; i++) {
        int source = in + order[i] * stepIn;
        if (x.dtype().isFloatingPoint()) {
          values.storage().setDouble(out + i * stepIn, from.getDouble(source));
        } else {
          values.storage().setLong(out + i * stepIn, from.getLong(source));
        }
        indices.storage().longs()[out + i * stepIn] = order[i];
      }
    }
    int[] before = x.shape().toArray();
    Recorder.op(name)
        .save(indices)
        .input(x, (g, s) -> Indexing.scatterAdd(Tensors.zeros(g.dtype(), before), d, s.get(0), g))
        .record(values);
    return new Result(values, indices);
  }

  private static Integer[] order(Storage from, int at, int step, int n, boolean descending) {
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    boolean floating = from.dtype().isFloatingPoint();
    Comparator<Integer> ascending =
        floating
            ? (a, b) -> compare(from.getDouble(at + a * step), from.getDouble(at + b * step))
            : (a, b) -> Long.compare(from.getLong(at + a * step), from.getLong(at + b * step));
    Arrays.sort(order, descending ? ascending.reversed() : ascending);
    return order;
  }

  /** Double.compare, but for zeros, which are equal. */
  private static int compare(double a, double b) {
    return a == b ? 0 : Double.compare(a, b);
  }
}
