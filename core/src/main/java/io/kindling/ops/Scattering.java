package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** Writing by index, and picking by mask. */
public final class Scattering {
  private Scattering() {}

  /**
   * A copy of x in which {@code x[index[i][j]...][j]... = source[i][j]...}; of several writes to
   * one place the last stays, and the gradient is right only where there is one.
   */
  public static Tensor scatter(Tensor x, int dim, Tensor index, Tensor values) {
    int d = Shape.wrapDim(dim, x.dim());
    Tensor source = Indexing.beside(index, values);
    Tensor out = Indexing.scattered("scatter", x, d, index, source, false);
    return Recorder.op("ScatterBackward0")
        .save(index)
        .input(x, (g, s) -> scatter(g, d, s.get(0), Scalar.of(0)))
        .input(source, (g, s) -> Indexing.gather(g, d, s.get(0)))
        .record(out);
  }

  /** {@link #scatter(Tensor, int, Tensor, Tensor)} of one value. */
  public static Tensor scatter(Tensor x, int dim, Tensor index, Scalar value) {
    int d = Shape.wrapDim(dim, x.dim());
    Tensor source =
        TypePromotion.fitting("scatter", x.dtype(), value).expand(index.shape().toArray());
    Tensor out = Indexing.scattered("scatter", x, d, index, source, false);
    return Recorder.op("ScatterBackward1")
        .save(index)
        .input(x, (g, s) -> scatter(g, d, s.get(0), Scalar.of(0)))
        .record(out);
  }

  /** A copy of x whose slice {@code index[i]} got {@code alpha} times slice i of source added. */
  public static Tensor indexAdd(Tensor x, int dim, Tensor index, Tensor source, Scalar alpha) {
    int d = Shape.wrapDim(dim, x.dim());
    Indexing.checkVector("index_add_", index);
    boolean slices =
        source.dim() == x.dim() && (source.dim() == 0 ? 1 : source.size(d)) == index.numel();
    if (!slices) {
      throw new IllegalArgumentException(
          "index_add_(): Number of indices "
              + index.shape()
              + " should be equal to the size of source "
              + source.shape()
              + " at dimension "
              + dim
              + ", and source have as many dimensions as self "
              + x.shape());
    }
    Tensor scaled = scaled(source.detach(), alpha);
    Tensor out =
        Indexing.scattered(
            "index_add", x, d, Indexing.lifted(index, source.shape(), d), scaled, true);
    return Recorder.op("IndexAddBackward0")
        .save(index)
        .input(x, (g, s) -> g)
        .input(source, (g, s) -> scaled(Indexing.indexSelect(g, d, s.get(0)), alpha))
        .record(out);
  }

  private static Tensor scaled(Tensor source, Scalar alpha) {
    if (alpha.toDouble() == 1) {
      return source;
    }
    return alpha.isFloatingPoint() ? source.mul(alpha.toDouble()) : source.mul(alpha.toLong());
  }

  /** The elements where the mask is true, as a vector. */
  public static Tensor maskedSelect(Tensor x, Tensor mask) {
    if (mask.dtype() != DType.BOOL) {
      throw new IllegalArgumentException(
          "masked_select: expected BoolTensor for mask, got " + mask.dtype());
    }
    Shape shape = Shape.broadcast("masked_select", x.shape(), mask.shape());
    Tensor index = places(mask.expand(shape.toArray()));
    Tensor all = x.detach().expand(shape.toArray()).reshape(-1);
    return Recorder.op("MaskedSelectBackward0")
        .save(index)
        .input(
            x,
            (g, s) ->
                Tensors.zeros(g.dtype(), shape.numel())
                    .scatterAdd(0, s.get(0), g)
                    .reshape(shape.toArray()))
        .record(Indexing.gather(all, 0, index));
  }

  /** Row-major places of the elements that are not 0. */
  private static Tensor places(Tensor x) {
    double[] values = x.detach().toDoubleArray();
    long[] found = new long[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        found[count++] = i;
      }
    }
    return Tensors.wrap(java.util.Arrays.copyOf(found, count), count);
  }

  /** The indices of the elements that are not 0: (count, dimensions) of int64. */
  public static Tensor nonzero(Tensor x) {
    long[] places = places(x).toLongArray();
    int rank = x.dim();
    long[] indices = new long[places.length * rank];
    int[] strides = x.shape().contiguousStrides();
    for (int i = 0; i < places.length; i++) {
      long rest = places[i];
      for (int d = 0; d < rank; d++) {
        indices[i * rank + d] = rest / strides[d];
        rest %= strides[d];
      }
    }
    return Tensors.wrap(indices, places.length, rank);
  }

  /**
   * For each class index a row with 1 at that place; a new last dimension of {@code classes}, -1
   * for as many as needed.
   */
  public static Tensor oneHot(Tensor index, int classes) {
    if (index.dtype() != DType.INT64) {
      throw new IllegalArgumentException(
          "one_hot is only applicable to index tensor of type LongTensor, got " + index.dtype());
    }
    long[] labels = index.toLongArray();
    long largest = -1;
    for (long label : labels) {
      if (label < 0 || (classes >= 0 && label >= classes)) {
        throw new IllegalArgumentException(
            "one_hot: Class values must be "
                + (label < 0 ? "non-negative" : "smaller than num_classes = " + classes)
                + ", got "
                + label);
      }
      largest = Math.max(largest, label);
    }
    if (classes < -1 || (classes < 1 && labels.length == 0)) {
      throw new IllegalArgumentException(
          "one_hot: Can not infer total number of classes from "
              + classes
              + " and a tensor of shape "
              + index.shape());
    }
    int n = classes < 0 ? (int) largest + 1 : classes;
    int[] sizes = java.util.Arrays.copyOf(index.shape().toArray(), index.dim() + 1);
    sizes[index.dim()] = n;
    Tensor out = Tensors.zeros(DType.INT64, sizes);
    for (int i = 0; i < labels.length; i++) {
      out.storage().longs()[i * n + (int) labels[i]] = 1;
    }
    return out;
  }
}
