package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/** Several tensors into one: cat, stack. */
public final class Join {
  private Join() {}

  /** The tensors one after another along a dimension; the other sizes must agree. */
  public static Tensor cat(List<Tensor> tensors, int dim) {
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("cat(): expected a non-empty list of Tensors");
    }
    for (int i = 0; i < tensors.size(); i++) {
      if (tensors.get(i).dim() == 0) {
        throw new IllegalArgumentException(
            "cat: zero-dimensional tensor (at position "
                + i
                + ") cannot be concatenated; use stack");
      }
    }
    Tensor first = shaped(tensors);
    boolean nothing = first.dim() == 1 && first.numel() == 0;
    int d = nothing ? 0 : Shape.wrapDim(dim, first.dim());
    int[] sizes = first.shape().toArray();
    DType dtype = first.dtype();
    sizes[d] = 0;
    for (Tensor tensor : tensors) {
      dtype = DType.promote(dtype, tensor.dtype());
      if (!isNothing(tensor, first)) {
        check(first, tensor, d);
        sizes[d] += tensor.size(d);
      }
    }
    Tensor out = Tensor.allocate(dtype, Shape.of(sizes));
    Recorder recorder = Recorder.op("CatBackward0");
    int start = 0;
    for (Tensor tensor : tensors) {
      int from = start;
      if (isNothing(tensor, first)) {
        recorder.input(tensor, (g, s) -> Tensors.zeros(g.dtype(), 0));
        continue;
      }
      int length = tensor.size(d);
      Copy.write(Views.slice(out, d, from, from + length, 1), tensor.detach());
      recorder.input(tensor, (g, s) -> g.narrow(d, from, length));
      start += length;
    }
    return recorder.record(out);
  }

  /** The first that is not a vector of no elements, which fits to any shape; else the first. */
  private static Tensor shaped(List<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.dim() != 1 || tensor.numel() > 0) {
        return tensor;
      }
    }
    return tensors.get(0);
  }

  private static boolean isNothing(Tensor tensor, Tensor first) {
    return tensor.dim() == 1 && tensor.numel() == 0 && first.dim() != 1;
  }

  private static void check(Tensor first, Tensor other, int dim) {
    boolean fits = first.dim() == other.dim() && first.dim() > 0;
    for (int i = 0; fits && i < first.dim(); i++) {
      fits = i == dim || first.size(i) == other.size(i);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "cat: sizes of tensors must match except in dimension "
              + dim
              + "; got "
              + first.shape()
              + " and "
              + other.shape());
    }
  }

  /** Tensors of one shape side by side along a new dimension. */
  public static Tensor stack(List<Tensor> tensors, int dim) {
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("stack expects a non-empty TensorList");
    }
    List<Tensor> raised = new ArrayList<>(tensors.size());
    for (Tensor tensor : tensors) {
      if (!tensor.shape().equals(tensors.get(0).shape())) {
        throw new IllegalArgumentException(
            "stack expects each tensor to be equal size, but got "
                + tensors.get(0).shape()
                + " and "
                + tensor.shape());
      }
      raised.add(tensor.detach().unsqueeze(dim));
    }
    Tensor out = cat(raised, dim);
    Recorder recorder = Recorder.op("StackBackward0");
    int d = Shape.wrapDim(dim, out.dim());
    for (int i = 0; i < tensors.size(); i++) {
      int at = i;
      recorder.input(tensors.get(i), (g, s) -> g.select(d, at));
    }
    return recorder.record(out);
  }
}
