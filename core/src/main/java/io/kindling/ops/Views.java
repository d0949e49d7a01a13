package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/** Other geometries of the same elements, without copying. */
public final class Views {
  private Views() {}

  /**
   * The elements, in row-major order, in another shape; one size may be -1 and is worked out. A
   * view where the strides allow it, else a copy.
   */
  public static Tensor reshape(Tensor x, int... sizes) {
    Shape target = infer("reshape", x, sizes);
    if (target.equals(x.shape()) && !(GradMode.isEnabled() && x.requiresGrad())) {
      return x;
    }
    int[] strides = viewStrides(x, target);
    return strides == null ? copied(x, target) : viewOf(x, target, strides);
  }

  /** A copy is no view: it may be changed without changing x. */
  private static Tensor copied(Tensor x, Shape target) {
    int[] before = x.shape().toArray();
    return Recorder.op("UnsafeViewBackward0")
        .input(x, (g, s) -> g.reshape(before))
        .record(Tensor.wrap(Copy.dense(x).storage(), target));
  }

  /** A fresh result in another shape; no view, as nobody else will hold {@code x}. */
  static Tensor unsafeView(Tensor x, int... sizes) {
    int[] before = x.shape().toArray();
    return Recorder.op("UnsafeViewBackward0")
        .input(x, (g, s) -> g.reshape(before))
        .record(Tensor.wrap(x.storage(), Shape.of(sizes)));
  }

  /** As {@link #reshape}, but never a copy. */
  public static Tensor view(Tensor x, int... sizes) {
    Shape target = infer("view", x, sizes);
    int[] strides = viewStrides(x, target);
    if (strides == null) {
      throw new IllegalArgumentException(
          "view size is not compatible with input tensor's size and stride (at least one dimension"
              + " spans across two contiguous subspaces). Use .reshape(...) instead. Got shape "
              + x.shape()
              + " with strides "
              + Arrays.toString(x.strides())
              + " and sizes "
              + Arrays.toString(sizes));
    }
    return viewOf(x, target, strides);
  }

  private static Tensor viewOf(Tensor x, Shape target, int[] strides) {
    int[] before = x.shape().toArray();
    return Recorder.op("ViewBackward0")
        .input(x, (g, s) -> g.reshape(before))
        .record(x.viewAs(target, strides, x.offset()));
  }

  private static Shape infer(String operation, Tensor x, int[] sizes) {
    int unknown = -1;
    long known = 1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == -1 && unknown < 0) {
        unknown = i;
      } else if (sizes[i] < 0) {
        throw new IllegalArgumentException(
            operation + ": invalid shape dimension " + sizes[i] + " in " + Arrays.toString(sizes));
      } else {
        known *= sizes[i];
      }
    }
    int[] full = sizes.clone();
    boolean fits = known == x.numel();
    if (unknown >= 0) {
      fits = known > 0 && x.numel() % known == 0;
      full[unknown] = fits ? (int) (x.numel() / known) : 0;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          operation
              + ": shape '"
              + Arrays.toString(sizes)
              + "' is invalid for input of size "
              + x.numel()
              + " with shape "
              + x.shape());
    }
    return Shape.of(full);
  }

  /** Strides that show the elements of x in the target shape; null when a copy is needed. */
  private static int[] viewStrides(Tensor x, Shape target) {
    if (x.numel() == 0 || x.isContiguous()) {
      return target.contiguousStrides();
    }
    int[] strides = new int[target.dim()];
    int[] old = x.strides();
    int t = target.dim() - 1;
    int chunkStride = old[old.length - 1];
    long chunk = 1;
    long viewed = 1;
    for (int d = old.length - 1; d >= 0; d--) {
      chunk *= x.size(d);
      boolean ends = d == 0 || (x.size(d - 1) != 1 && old[d - 1] != chunk * chunkStride);
      if (ends) {
        while (t >= 0 && (viewed < chunk || target.size(t) == 1)) {
          strides[t] = (int) (viewed * chunkStride);
          viewed *= target.size(t--);
        }
        if (viewed != chunk) {
          return null;
        }
        if (d > 0) {
          chunkStride = old[d - 1];
          chunk = 1;
          viewed = 1;
        }
      }
    }
    return t == -1 ? strides : null;
  }

  /** Dimension {@code i} of the result is dimension {@code order[i]} of x. */
  public static Tensor permute(Tensor x, int... order) {
    int rank = x.dim();
    if (order.length != rank) {
      throw new IllegalArgumentException(
          "permute: number of dimensions in the tensor input does not match the length of"
              + " the desired ordering of dimensions i.e. input.dim() = "
              + rank
              + " is not equal to len(dims) = "
              + order.length);
    }
    int[] sizes = new int[rank];
    int[] strides = new int[rank];
    int[] inverse = new int[rank];
    int[] old = x.strides();
    boolean[] seen = new boolean[rank];
    for (int i = 0; i < rank; i++) {
      int from = Shape.wrapDim(order[i], rank);
      if (seen[from]) {
        throw new IllegalArgumentException("permute: repeated dim in " + Arrays.toString(order));
      }
      seen[from] = true;
      sizes[i] = x.size(from);
      strides[i] = old[from];
      inverse[from] = i;
    }
    return Recorder.op("PermuteBackward0")
        .input(x, (g, s) -> g.permute(inverse))
        .record(x.viewAs(Shape.of(sizes), strides, x.offset()));
  }

  /** Swaps two dimensions. */
  public static Tensor transpose(Tensor x, int dim0, int dim1) {
    int a = Shape.wrapDim(dim0, x.dim());
    int b = Shape.wrapDim(dim1, x.dim());
    int[] sizes = x.shape().toArray();
    int[] strides = x.strides();
    if (x.dim() > 0) {
      swap(sizes, a, b);
      swap(strides, a, b);
    }
    return Recorder.op("TransposeBackward0")
        .input(x, (g, s) -> g.transpose(a, b))
        .record(x.viewAs(Shape.of(sizes), strides, x.offset()));
  }

  private static void swap(int[] values, int a, int b) {
    int kept = values[a];
    values[a] = values[b];
    values[b] = kept;
  }

  /** The transpose of a matrix; vectors and scalars stay as they are. */
  public static Tensor t(Tensor x) {
    if (x.dim() > 2) {
      throw new IllegalArgumentException(
          "t() expects a tensor with <= 2 dimensions, but self is " + x.dim() + "D");
    }
    if (x.dim() < 2) {
      return x;
    }
    int[] strides = x.strides();
    return Recorder.op("TBackward0")
        .input(x, (g, s) -> g.t())
        .record(
            x.viewAs(
                Shape.of(x.size(1), x.size(0)), new int[] {strides[1], strides[0]}, x.offset()));
  }

  /** Adds a dimension of size 1. */
  public static Tensor unsqueeze(Tensor x, int dim) {
    int at = Shape.wrapDim(dim, x.dim() + 1);
    int[] sizes = new int[x.dim() + 1];
    int[] strides = new int[x.dim() + 1];
    int[] old = x.strides();
    for (int i = 0; i < sizes.length; i++) {
      int from = i < at ? i : i - 1;
      sizes[i] = i == at ? 1 : x.size(from);
      strides[i] = i == at ? (at < old.length ? x.size(at) * old[at] : 1) : old[from];
    }
    return Recorder.op("UnsqueezeBackward0")
        .input(x, (g, s) -> g.squeeze(at))
        .record(x.viewAs(Shape.of(sizes), strides, x.offset()));
  }

  /** Drops the given dimensions where their size is 1; all such dimensions when none is given. */
  public static Tensor squeeze(Tensor x, int... dims) {
    boolean[] drop = new boolean[x.dim()];
    Arrays.fill(drop, dims.length == 0);
    for (int dim : dims) {
      int at = Shape.wrapDim(dim, x.dim());
      if (x.dim() > 0) {
        drop[at] = true;
      }
    }
    int[] sizes = new int[x.dim()];
    int[] strides = new int[x.dim()];
    int[] old = x.strides();
    int rank = 0;
    for (int i = 0; i < x.dim(); i++) {
      if (!drop[i] || x.size(i) != 1) {
        sizes[rank] = x.size(i);
        strides[rank++] = old[i];
      }
    }
    int[] before = x.shape().toArray();
    Shape shape = Shape.of(Arrays.copyOf(sizes, rank));
    return Recorder.op("SqueezeBackward" + Math.min(2, dims.length))
        .input(x, (g, s) -> g.reshape(before))
        .record(x.viewAs(shape, Arrays.copyOf(strides, rank), x.offset()));
  }

  /** Stretches dimensions of size 1; -1 keeps a size; new dimensions come first. */
  public static Tensor expand(Tensor x, int... sizes) {
    int[] full = sizes.clone();
    int missing = sizes.length - x.dim();
    for (int i = 0; i < full.length; i++) {
      if (full[i] == -1 && i >= missing) {
        full[i] = x.size(i - missing);
      }
    }
    for (int i = 0; i < full.length; i++) {
      if (full[i] < 0) {
        throw new IllegalArgumentException(
            "expand: the expanded size "
                + sizes[i]
                + " isn't allowed at dimension "
                + i
                + " of "
                + Arrays.toString(sizes)
                + " for shape "
                + x.shape());
      }
    }
    Shape target = Shape.of(full);
    if (!x.shape().expandsTo(target)) {
      throw new IllegalArgumentException(
          "expand: the expanded size "
              + Arrays.toString(sizes)
              + " must match the existing size "
              + x.shape()
              + " at non-singleton dimensions");
    }
    // The engine sums a gradient back to the shape of the input.
    return Recorder.op("ExpandBackward0")
        .input(x, (g, s) -> g)
        .record(x.viewAs(target, StridedLoop.broadcastStrides(x, target), x.offset()));
  }

  /** Elements start, start+step, ... below end of one dimension. */
  public static Tensor slice(Tensor x, int dim, int start, int end, int step) {
    checkDimensions("slice", x);
    int d = Shape.wrapDim(dim, x.dim());
    int n = x.size(d);
    if (step < 1) {
      throw new IllegalArgumentException("slice step must be positive, got " + step);
    }
    int from = Math.min(Math.max(start < 0 ? start + n : start, 0), n);
    int to = Math.min(Math.max(end < 0 ? end + n : end, from), n);
    int[] sizes = x.shape().toArray();
    int[] strides = x.strides();
    int offset = x.offset() + from * strides[d];
    sizes[d] = (to - from + step - 1) / step;
    strides[d] *= step;
    int[] before = x.shape().toArray();
    return Recorder.op("SliceBackward0")
        .input(x, (g, s) -> Padding.unslice(g, before, d, from, step))
        .record(x.viewAs(Shape.of(sizes), strides, offset));
  }

  /** Fails for a tensor without dimensions, of which there are no parts. */
  static void checkDimensions(String operation, Tensor x) {
    if (x.dim() == 0) {
      throw new IndexOutOfBoundsException(
          operation + "() cannot be applied to a 0-dim tensor; unsqueeze(0) it first");
    }
  }

  /** {@code length} elements of one dimension from {@code start} on. */
  public static Tensor narrow(Tensor x, int dim, int start, int length) {
    checkDimensions("narrow", x);
    int n = x.size(dim);
    int from = start < 0 ? start + n : start;
    if (from < 0 || length < 0 || (long) from + length > n) {
      throw new IndexOutOfBoundsException(
          "narrow: start ("
              + start
              + ") + length ("
              + length
              + ") exceeds dimension size ("
              + n
              + ")");
    }
    return slice(x, dim, from, from + length, 1);
  }

  /** One element of a dimension, which is dropped. */
  public static Tensor select(Tensor x, int dim, int index) {
    checkDimensions("select", x);
    int d = Shape.wrapDim(dim, x.dim());
    int n = x.size(d);
    if (index < -n || index >= n) {
      throw new IndexOutOfBoundsException(
          "select(): index "
              + index
              + " out of range for tensor of size "
              + x.shape()
              + " at dimension "
              + d);
    }
    int at = index < 0 ? index + n : index;
    int[] sizes = new int[x.dim() - 1];
    int[] strides = new int[x.dim() - 1];
    int[] old = x.strides();
    for (int i = 0; i < sizes.length; i++) {
      int from = i < d ? i : i + 1;
      sizes[i] = x.size(from);
      strides[i] = old[from];
    }
    int[] before = x.shape().toArray();
    return Recorder.op("SelectBackward0")
        .input(x, (g, s) -> Padding.unslice(g.unsqueeze(d), before, d, at, 1))
        .record(x.viewAs(Shape.of(sizes), strides, x.offset() + at * old[d]));
  }
}
