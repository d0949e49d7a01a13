package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** Setting a tensor into a larger one of a constant. */
public final class Padding {
  private Padding() {}

  /**
   * Constant padding, as {@code torch.nn.functional.pad}: pairs (before, after) from the last
   * dimension on; negative amounts crop.
   */
  public static Tensor pad(Tensor x, double value, int... amounts) {
    if (amounts.length % 2 != 0 || amounts.length / 2 > x.dim()) {
      throw new IllegalArgumentException(
          "pad: needs an even number of amounts, at most 2 for each of the "
              + x.dim()
              + " dimensions, got "
              + amounts.length);
    }
    int[] sizes = x.shape().toArray();
    int[] back = new int[amounts.length];
    for (int i = 0; i < amounts.length / 2; i++) {
      sizes[x.dim() - 1 - i] += amounts[2 * i] + amounts[2 * i + 1];
    }
    Tensor out = Tensors.full(x.dtype(), value, checked(x, sizes, amounts));
    Tensor target = out;
    Tensor source = x.detach();
    for (int i = 0; i < amounts.length / 2; i++) {
      int dim = x.dim() - 1 - i;
      int before = amounts[2 * i];
      int from = Math.max(0, -before);
      int to = Math.min(x.size(dim), sizes[dim] - before);
      source = Views.slice(source, dim, from, Math.max(from, to), 1);
      target = Views.slice(target, dim, from + before, Math.max(from, to) + before, 1);
      back[2 * i] = -before;
      back[2 * i + 1] = -amounts[2 * i + 1];
    }
    Copy.write(target, source);
    return Recorder.op("ConstantPadNdBackward0").input(x, (g, s) -> pad(g, 0, back)).record(out);
  }

  private static int[] checked(Tensor x, int[] sizes, int[] amounts) {
    for (int size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "pad: shape "
                + x.shape()
                + " with amounts "
                + java.util.Arrays.toString(amounts)
                + " would have a negative size");
      }
    }
    return sizes;
  }

  /** The gradient of a slice: {@code g} at its places in zeros of the sliced tensor's sizes. */
  static Tensor unslice(Tensor g, int[] sizes, int dim, int start, int step) {
    Tensor out = Tensor.allocate(g.dtype(), Shape.of(sizes));
    int end = start + g.size(dim) * step;
    Copy.write(Views.slice(out, dim, start, Math.min(end, sizes[dim]), step), g.detach());
    int n = sizes[dim];
    return Recorder.op("SliceBackward0")
        .input(g, (h, s) -> h.slice(dim, start, Math.min(end, n), step))
        .record(out);
  }
}
