package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.kernel.Kernels;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * Largest and smallest elements and where they are. NaN counts as the extreme; the first one wins.
 */
public final class Extremum {
  private Extremum() {}

  /** Values and their int64 indices along a dimension. */
  public record Result(Tensor values, Tensor indices) {}

  /** The largest along a dimension. */
  public static Result max(Tensor x, int dim, boolean keepDim) {
    return along("max", x, dim, keepDim, 1);
  }

  /** The smallest along a dimension. */
  public static Result min(Tensor x, int dim, boolean keepDim) {
    return along("min", x, dim, keepDim, -1);
  }

  /** Where along a dimension the largest, or for sign -1 the smallest, lie. */
  static Tensor place(String operation, Tensor x, int dim, int sign) {
    TypePromotion.refuseBool(operation, "convert with to(...)", x.dtype());
    return along(operation, x.detach(), dim, false, sign).indices();
  }

  /** The largest of all; equal ones share the gradient. */
  public static Tensor max(Tensor x) {
    return all("max", "MaxBackward1", x, 1);
  }

  /** The smallest of all; equal ones share the gradient. */
  public static Tensor min(Tensor x) {
    return all("min", "MinBackward1", x, -1);
  }

  private static Tensor all(String operation, String name, Tensor x, int sign) {
    if (x.numel() == 0) {
      throw new IllegalArgumentException(
          operation
              + "(): Expected reduction dim to be specified for input.numel() == 0, got shape "
              + x.shape()
              + ". Specify the reduction dim with the 'dim' argument.");
    }
    Tensor out = sign > 0 ? greatest(x) : null;
    if (out == null) {
      out = along(operation, x.detach().flatten(), 0, false, sign).values();
    }
    return Recorder.op(name)
        .save(x, out)
        .input(
            x,
            (g, s) -> {
              Tensor ties = ties(s.get(0), s.get(1)).to(g.dtype());
              return ties.mul(g.div(ties.sum()));
            })
        .record(out);
  }

  /** Where x is the extreme; NaN is where that is NaN. */
  static Tensor ties(Tensor x, Tensor extreme) {
    return x.eq(extreme).logicalOr(x.isnan().logicalAnd(extreme.isnan()));
  }

  /** The largest of a run of floats; null for all other cases. */
  private static Tensor greatest(Tensor x) {
    if (x.dtype() != DType.FLOAT32 || x.numel() == 0 || !x.isContiguous()) {
      return null;
    }
    float[] values = x.storage().floats();
    float max = Kernels.active().reductions().max(values, x.offset(), x.numel());
    return Tensors.scalar(DType.FLOAT32, max);
  }

  /**
   * The largest over the given dimensions, over all when none is given; ties share the gradient.
   */
  public static Tensor amax(Tensor x, boolean keepDim, int... dims) {
    return over("amax", x, keepDim, 1, dims);
  }

  /** The smallest over the given dimensions, as {@link #amax}. */
  public static Tensor amin(Tensor x, boolean keepDim, int... dims) {
    return over("amin", x, keepDim, -1, dims);
  }

  private static Tensor over(String operation, Tensor x, boolean keepDim, int sign, int... dims) {
    boolean[] reduced = Summation.reduced(x, dims);
    int[] kept = Summation.keptSizes(x.shape(), reduced);
    Tensor total = x.detach();
    for (int d = 0; d < reduced.length; d++) {
      if (reduced[d]) {
        total = along(operation, total, d, true, sign).values();
      }
    }
    Tensor copy = total.storage() == x.storage() ? Copy.dense(total) : total;
    Tensor out =
        keepDim ? copy : Tensor.wrap(copy.storage(), Summation.dropped(x.shape(), reduced));
    return Recorder.op(sign > 0 ? "AmaxBackward0" : "AminBackward0")
        .save(x, out)
        .input(
            x,
            (g, s) -> {
              Tensor ties = s.get(0).eq(s.get(1).reshape(kept)).to(g.dtype());
              return ties.mul(g.reshape(kept).div(ties.sum(true, dims)));
            })
        .record(out);
  }

  private static int ofDoubles(Storage from, int start, int along, int n, int sign) {
    int best = 0;
    double extreme = from.getDouble(start);
    for (int k = 1; k < n && !Double.isNaN(extreme); k++) {
      double value = from.getDouble(start + k * along);
      if (sign * value > sign * extreme || Double.isNaN(value)) {
        extreme = value;
        best = k;
      }
    }
    return best;
  }

  private static int ofFloats(float[] from, int start, int along, int n, int sign) {
    int best = 0;
    float extreme = from[start];
    if (sign > 0 && along == 1) {
      extreme = Kernels.active().reductions().max(from, start, n);
      while (from[start + best] != extreme && !Float.isNaN(from[start + best])) {
        best++;
      }
      return best;
    }
    for (int k = 1; k < n && !Float.isNaN(extreme); k++) {
      float value = from[start + k * along];
      if ((sign > 0 ? value > extreme : value < extreme) || Float.isNaN(value)) {
        extreme = value;
        best = k;
      }
    }
    return best;
  }

  private static int ofLongs(Storage from, int start, int along, int n, int sign) {
    int best = 0;
    for (int k = 1; k < n; k++) {
      int order = Long.compare(from.getLong(start + k * along), from.getLong(start + best * along));
      if (sign * order > 0) {
        best = k;
      }
    }
    return best;
  }

  private static Result along(String operation, Tensor x, int dim, boolean keepDim, int sign) {
    int d = Shape.wrapDim(dim, x.dim());
    int n = x.dim() == 0 ? 1 : x.size(d);
    if (n == 0) {
      throw new IndexOutOfBoundsException(
          operation
              + "(): Expected reduction dim "
              + d
              + " to have non-zero size, got "
              + x.shape());
    }
    int[] sizes = x.shape().toArray();
    int[] strides = x.strides();
    int along = x.dim() == 0 ? 0 : strides[d];
    if (x.dim() > 0) {
      sizes[d] = 1;
    }
    Shape kept = Shape.of(sizes);
    Tensor values = Tensor.allocate(x.dtype(), kept);
    Tensor indices = Tensor.allocate(DType.INT64, kept);
    Storage from = x.storage();
    StridedLoop.over(
        kept,
        new int[][] {kept.contiguousStrides(), strides},
        new int[] {0, x.offset()},
        (at, step, runs) -> {
          for (int i = 0; i < runs; i++) {
            int start = at[1] + i * step[1];
            int best =
                x.dtype() == DType.INT64
                    ? ofLongs(from, start, along, n, sign)
                    : x.dtype() == DType.FLOAT32
                        ? ofFloats(from.floats(), start, along, n, sign)
                        : ofDoubles(from, start, along, n, sign);
            if (x.dtype() == DType.INT64) {
              values.storage().setLong(at[0] + i * step[0], from.getLong(start + best * along));
            } else {
              values.storage().setDouble(at[0] + i * step[0], from.getDouble(start + best * along));
            }
            indices.storage().longs()[at[0] + i * step[0]] = best;
          }
        });
    int[] before = x.shape().toArray();
    int[] keptSizes = kept.toArray();
    Tensor out = values;
    Tensor where = indices;
    if (!keepDim && x.dim() > 0) {
      boolean[] reduced = Summation.reduced(x, d);
      Shape dropped = Summation.dropped(x.shape(), reduced);
      out = Tensor.wrap(values.storage(), dropped);
      where = Tensor.wrap(indices.storage(), dropped);
    }
    Recorder.op(sign > 0 ? "MaxBackward0" : "MinBackward0")
        .save(indices)
        .input(
            x,
            (g, s) ->
                Indexing.scatterAdd(
                    Tensors.zeros(g.dtype(), before), d, s.get(0), g.reshape(keptSizes)))
        .record(out);
    return new Result(out, where);
  }
}
