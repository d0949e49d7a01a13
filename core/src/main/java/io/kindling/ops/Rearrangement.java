package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Copies of the elements in another order: repeat, tile, flip, roll. */
public final class Rearrangement {
  private Rearrangement() {}

  /** The tensor {@code times[i]} times along dimension i; new dimensions come first. */
  public static Tensor repeat(Tensor x, int... times) {
    int extra = times.length - x.dim();
    if (extra < 0) {
      throw new IllegalArgumentException(
          "repeat: Number of dimensions of repeat dims can not be smaller than number of dimensions"
              + " of tensor, got "
              + Arrays.toString(times)
              + " for shape "
              + x.shape());
    }
    if (Arrays.stream(times).anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "repeat: times must not be negative, got " + Arrays.toString(times));
    }
    int rank = times.length;
    int[] pairs = new int[2 * rank];
    int[] ones = new int[2 * rank];
    int[] sizes = new int[rank];
    int[] copies = new int[rank];
    for (int i = 0; i < rank; i++) {
      int size = i < extra ? 1 : x.size(i - extra);
      pairs[2 * i] = times[i];
      pairs[2 * i + 1] = size;
      ones[2 * i] = 1;
      ones[2 * i + 1] = size;
      sizes[i] = times[i] * size;
      copies[i] = 2 * i;
    }
    Tensor out = x.detach().reshape(ones).expand(pairs).contiguous().reshape(sizes);
    int[] before = x.shape().toArray();
    return Recorder.op("RepeatBackward0")
        .input(x, (g, s) -> rank == 0 ? g : g.reshape(pairs).sum(false, copies).reshape(before))
        .record(out == x ? Copy.dense(x) : out);
  }

  /** {@link #repeat}, where missing leading counts are 1. */
  public static Tensor tile(Tensor x, int... times) {
    int rank = Math.max(x.dim(), times.length);
    int[] full = new int[rank];
    Arrays.fill(full, 1);
    System.arraycopy(times, 0, full, rank - times.length, times.length);
    return repeat(x, full);
  }

  /** The elements in reverse along the given dimensions. */
  public static Tensor flip(Tensor x, int... dims) {
    boolean[] flipped = new boolean[x.dim()];
    for (int dim : dims) {
      int d = Shape.wrapDim(dim, x.dim());
      if (x.dim() > 0) {
        if (flipped[d]) {
          throw new IllegalArgumentException(
              "flip: dim " + d + " appears multiple times in the list of dims");
        }
        flipped[d] = true;
      }
    }
    int[] strides = x.strides();
    int offset = x.offset();
    for (int i = 0; i < strides.length; i++) {
      if (flipped[i]) {
        offset += Math.max(0, x.size(i) - 1) * strides[i];
        strides[i] = -strides[i];
      }
    }
    Tensor out = Copy.dense(Tensor.strided(x.storage(), x.shape(), strides, offset));
    return Recorder.op("FlipBackward0").input(x, (g, s) -> flip(g, dims)).record(out);
  }

  /** The elements moved on by {@code shift} along a dimension; those beyond the end come first. */
  public static Tensor roll(Tensor x, int shift, int dim) {
    Views.checkDimensions("roll", x);
    int d = Shape.wrapDim(dim, x.dim());
    int n = x.size(d);
    Tensor values = x.detach();
    int start = n == 0 ? 0 : Math.floorMod(-shift, n);
    Tensor out =
        start == 0
            ? Copy.dense(x)
            : Join.cat(List.of(values.slice(d, start, n), values.slice(d, 0, start)), d);
    return Recorder.op("RollBackward0").input(x, (g, s) -> roll(g, start, d)).record(out);
  }
}
