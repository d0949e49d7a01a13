package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** Products over a dimension and running sums along one. */
public final class Accumulation {
  private Accumulation() {}

  /** Running sums: element i is the sum of elements 0 to i. Integers give int64. */
  public static Tensor cumsum(Tensor x, int dim) {
    int d = Shape.wrapDim(dim, x.dim());
    return Recorder.op("CumsumBackward0")
        .input(x, (g, s) -> Rearrangement.flip(cumsum(Rearrangement.flip(g, d), d), d))
        .record(sums(x, d));
  }

  private static Tensor sums(Tensor x, int d) {
    DType dtype = x.dtype().isFloatingPoint() ? x.dtype() : DType.INT64;
    Tensor out = Copy.cast(x, dtype);
    out = out == x ? Copy.dense(x) : out;
    if (x.dim() == 0 || x.numel() == 0) {
      return out;
    }
    int n = x.size(d);
    int step = out.strides()[d];
    Storage storage = out.storage();
    int lines = x.numel() / n;
    for (int line = 0; line < lines; line++) {
      int at = line / step * step * n + line % step;
      double sum = 0;
      long whole = 0;
      for (int i = 0; i < n; i++, at += step) {
        if (dtype == DType.INT64) {
          whole += storage.longs()[at];
          storage.longs()[at] = whole;
        } else {
          sum += storage.getDouble(at);
          storage.setDouble(at, sum);
        }
      }
    }
    return out;
  }

  /** The product of all elements. Integers give int64. */
  public static Tensor prod(Tensor x) {
    return product("ProdBackward0", x.reshape(-1), 0, false);
  }

  /** The product along a dimension. */
  public static Tensor prod(Tensor x, int dim, boolean keepDim) {
    int d = Shape.wrapDim(dim, x.dim());
    return x.dim() == 0 ? prod(x) : product("ProdBackward1", x, d, keepDim);
  }

  private static Tensor product(String name, Tensor x, int d, boolean keepDim) {
    DType dtype = x.dtype().isFloatingPoint() ? x.dtype() : DType.INT64;
    boolean[] reduced = Summation.reduced(x, d);
    int[] kept = Summation.keptSizes(x.shape(), reduced);
    Tensor total = Tensors.ones(dtype, kept);
    Storage from = x.storage();
    Storage to = total.storage();
    StridedLoop.over(
        x.shape(),
        new int[][] {StridedLoop.broadcastStrides(total, x.shape()), x.strides()},
        new int[] {0, x.offset()},
        (at, step, n) -> {
          for (int i = 0; i < n; i++) {
            int o = at[0] + i * step[0];
            int a = at[1] + i * step[1];
            if (dtype == DType.INT64) {
              to.setLong(o, to.getLong(o) * from.getLong(a));
            } else {
              to.setDouble(o, to.getDouble(o) * from.getDouble(a));
            }
          }
        });
    Tensor out =
        keepDim ? total : Tensor.wrap(total.storage(), Summation.dropped(x.shape(), reduced));
    return Recorder.op(name)
        .save(x, out)
        .input(x, (g, s) -> slope(g.reshape(kept), s.get(0), s.get(1).reshape(kept), d))
        .record(out);
  }

  /** The gradient of each factor: g times the product of the others. */
  private static Tensor slope(Tensor g, Tensor x, Tensor out, int d) {
    if (Logic.any(x.detach().eq(0), false).item() == 0) {
      return g.mul(out.div(x));
    }
    // Division fails at zeros: multiply the others up, one factor after another.
    return g.mul(GradMode.isEnabled() ? others(x, d) : othersOf(x, d));
  }

  /** For each element the product of the others along d, in differentiable operations. */
  private static Tensor others(Tensor x, int d) {
    int n = x.size(d);
    Tensor[] products = new Tensor[n];
    for (int i = 0; i < n; i++) {
      Tensor rest =
          n == 1
              ? x.slice(d, 0, 0)
              : Join.cat(java.util.List.of(x.slice(d, 0, i), x.slice(d, i + 1, n)), d);
      products[i] = product("ProdBackward1", rest, d, true);
    }
    return Join.cat(java.util.List.of(products), d);
  }

  /** The same by running products from both ends. */
  private static Tensor othersOf(Tensor x, int d) {
    Tensor dense = Copy.dense(x);
    Tensor out = Tensors.onesLike(dense);
    int n = x.size(d);
    int step = dense.strides()[d];
    Storage from = dense.storage();
    Storage to = out.storage();
    for (int line = 0; line < x.numel() / n; line++) {
      int first = line / step * step * n + line % step;
      double before = 1;
      double[] products = new double[n];
      for (int i = 0; i < n; i++) {
        products[i] = before;
        before *= from.getDouble(first + i * step);
      }
      double after = 1;
      for (int i = n - 1; i >= 0; i--) {
        to.setDouble(first + i * step, products[i] * after);
        after *= from.getDouble(first + i * step);
      }
    }
    return out;
  }
}
