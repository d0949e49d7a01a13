package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** Picking and scattering elements by int64 indices along one dimension. */
public final class Indexing {
  private Indexing() {}

  /** {@code out[i][j]... = x[index[i][j]...][j]...} for dimension 0, and so on. */
  public static Tensor gather(Tensor x, int dim, Tensor index) {
    int d = Shape.wrapDim(dim, x.dim());
    checkIndex("gather", x, d, index);
    Tensor out = Tensor.allocate(x.dtype(), index.shape());
    Storage from = x.storage();
    Storage to = out.storage();
    boolean whole = !x.dtype().isFloatingPoint();
    walk(
        "gather",
        out,
        x,
        d,
        index,
        (o, a) -> {
          if (whole) {
            to.setLong(o, from.getLong(a));
          } else {
            to.setDouble(o, from.getDouble(a));
          }
        });
    int[] sizes = x.shape().toArray();
    return Recorder.op("GatherBackward0")
        .save(index)
        .input(x, (g, s) -> scatterAdd(Tensors.zeros(g.dtype(), sizes), d, s.get(0), g))
        .record(out);
  }

  /** A copy of x in which {@code x[index[i][j]...][j]... += source[i][j]...}, in index order. */
  public static Tensor scatterAdd(Tensor x, int dim, Tensor index, Tensor values) {
    int d = Shape.wrapDim(dim, x.dim());
    Tensor source = beside(index, values);
    Tensor out = scattered("scatter_add", x, d, index, source, true);
    return Recorder.op("ScatterAddBackward0")
        .save(index)
        .input(x, (g, s) -> g)
        .input(source, (g, s) -> gather(g, d, s.get(0)))
        .record(out);
  }

  /** The part of {@code source} that has the shape of the index, where that is smaller. */
  static Tensor beside(Tensor index, Tensor source) {
    if (index.dim() != source.dim() || index.shape().equals(source.shape())) {
      return source;
    }
    Tensor part = source;
    for (int d = 0; d < index.dim(); d++) {
      part = index.size(d) < part.size(d) ? part.narrow(d, 0, index.size(d)) : part;
    }
    return part;
  }

  /** A copy of x with the source's elements added, or written, at the places of the index. */
  static Tensor scattered(
      String operation, Tensor x, int d, Tensor index, Tensor source, boolean adds) {
    checkIndex(operation, x, d, index);
    if (source.dtype() != x.dtype() || !index.shape().equals(source.shape())) {
      throw new IllegalArgumentException(
          operation
              + ": source must have x's type "
              + x.dtype()
              + " and at least the shape of index "
              + index.shape()
              + ", got "
              + source.dtype()
              + " "
              + source.shape());
    }
    Tensor out = Copy.dense(x);
    Storage from = source.storage();
    Storage to = out.storage();
    boolean whole = !x.dtype().isFloatingPoint();
    walk(
        operation,
        source,
        out,
        d,
        index,
        (a, o) -> {
          if (whole) {
            to.setLong(o, from.getLong(a) + (adds ? to.getLong(o) : 0));
          } else {
            to.setDouble(o, from.getDouble(a) + (adds ? to.getDouble(o) : 0));
          }
        });
    return out;
  }

  /** The slices of a dimension that a vector of indices names, in its order. */
  public static Tensor indexSelect(Tensor x, int dim, Tensor index) {
    checkVector("index_select", index);
    int d = Shape.wrapDim(dim, x.dim());
    int[] sizes = x.shape().toArray();
    if (x.dim() > 0) {
      sizes[d] = index.numel();
    }
    Tensor out = gather(x.detach(), d, lifted(index, Shape.of(sizes), d));
    int[] before = x.shape().toArray();
    return Recorder.op("IndexSelectBackward0")
        .save(index)
        .input(
            x,
            (g, s) ->
                Scattering.indexAdd(Tensors.zeros(g.dtype(), before), d, s.get(0), g, Scalar.of(1)))
        .record(out);
  }

  static void checkVector(String operation, Tensor index) {
    if (index.dim() > 1) {
      throw new IllegalArgumentException(
          operation + "(): Index is supposed to be a vector, got shape " + index.shape());
    }
  }

  /** A vector of indices along {@code dim}, the same for all other positions of {@code shape}. */
  static Tensor lifted(Tensor index, Shape shape, int dim) {
    int[] sizes = new int[shape.dim()];
    java.util.Arrays.fill(sizes, 1);
    if (sizes.length > 0) {
      sizes[dim] = index.numel();
    }
    return index.reshape(sizes).expand(shape.toArray());
  }

  private interface Visit {
    void at(int small, int big);
  }

  /** Visits every element of {@code small} beside the one of {@code big} that its index names. */
  private static void walk(
      String operation, Tensor small, Tensor big, int dim, Tensor index, Visit visit) {
    Shape shape = index.shape();
    int along = big.dim() == 0 ? 0 : big.strides()[dim];
    int bound = big.dim() == 0 ? 1 : big.size(dim);
    int[] walkBig = new int[shape.dim()];
    for (int d = 0; d < Math.min(shape.dim(), big.dim()); d++) {
      walkBig[d] = d == dim ? 0 : big.strides()[d];
    }
    long[] indices = index.storage().longs();
    StridedLoop.over(
        shape,
        new int[][] {small.strides(), walkBig, StridedLoop.broadcastStrides(index, shape)},
        new int[] {small.offset(), big.offset(), index.offset()},
        (at, step, n) -> {
          for (int i = 0; i < n; i++) {
            long k = indices[at[2] + i * step[2]];
            if (k < 0 || k >= bound) {
              throw new IndexOutOfBoundsException(
                  operation
                      + ": index "
                      + k
                      + " is out of bounds for dimension "
                      + dim
                      + " with size "
                      + bound);
            }
            visit.at(at[0] + i * step[0], at[1] + i * step[1] + (int) k * along);
          }
        });
  }

  private static void checkIndex(String operation, Tensor x, int dim, Tensor index) {
    if (index.dtype() != DType.INT64) {
      throw new IllegalArgumentException(
          operation + "(): Expected dtype int64 for index, got " + index.dtype());
    }
    if (index.numel() == 0) {
      return;
    }
    // A number counts as a vector of one element.
    boolean fits = Math.max(1, index.dim()) == Math.max(1, x.dim());
    for (int i = 0; fits && i < x.dim(); i++) {
      fits = i == dim || index.size(i) <= x.size(i);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          operation
              + "(): Expected index "
              + index.shape()
              + " to be no larger than self "
              + x.shape()
              + " apart from dimension "
              + dim);
    }
  }
}
