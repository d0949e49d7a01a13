package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.kernel.Kernels;
import io.kindling.kernel.PointwiseKernels;
import io.kindling.kernel.PointwiseKernels.Binary;
import io.kindling.kernel.Scratch;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;

/**
 * Sums and means over dimensions, added up in double; long runs of float32 in parts as {@link
 * io.kindling.kernel.ReductionKernels} says, and the parts in double.
 */
public final class Summation {
  /** Runs from this length on are worth a kernel's call. */
  private static final int LONG = 64;

  /** Columns added up together, and rows in float32. */
  private static final int WIDTH = 4096;

  private static final int HEIGHT = 128;

  private Summation() {}

  /** The sum over the given dimensions, over all when none is given. Integers give int64. */
  public static Tensor sum(Tensor x, boolean keepDim, int... dims) {
    boolean[] reduced = reduced(x, dims);
    DType dtype = x.dtype().isFloatingPoint() ? x.dtype() : DType.INT64;
    Tensor out = sums(x, reduced, dtype);
    int[] kept = keptSizes(x.shape(), reduced);
    int[] before = x.shape().toArray();
    Tensor shaped = keepDim ? out : Tensor.wrap(out.storage(), dropped(x.shape(), reduced));
    return Recorder.op(dims.length == 0 ? "SumBackward0" : "SumBackward1")
        .input(x, (g, s) -> g.reshape(kept).expand(before))
        .record(shaped);
  }

  /** The mean over the given dimensions, over all when none is given; floating types only. */
  public static Tensor mean(Tensor x, boolean keepDim, int... dims) {
    if (!x.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "mean(): could not infer output dtype. Input dtype must be a floating point dtype. Got: "
              + x.dtype()
              + "; convert with to(DType.FLOAT32)");
    }
    boolean[] reduced = reduced(x, dims);
    boolean pixels = x.dim() == 4 && !reduced[0] && !reduced[1] && reduced[2] && reduced[3];
    if (pixels && LanesTensors.shapeOf(x).equals(LanesTensors.held(x))) {
      return LanesReduction.meanOfPixels(x, keepDim);
    }
    int n = 1;
    for (int i = 0; i < reduced.length; i++) {
      n *= reduced[i] ? x.size(i) : 1;
    }
    int count = n;
    Tensor total = sums(x, reduced, x.dtype());
    Tensor out = Elementwise.unary(total, total.dtype(), v -> v / count);
    int[] kept = keptSizes(x.shape(), reduced);
    int[] before = x.shape().toArray();
    Tensor shaped = keepDim ? out : Tensor.wrap(out.storage(), dropped(x.shape(), reduced));
    return Recorder.op(dims.length == 0 ? "MeanBackward0" : "MeanBackward1")
        .input(x, (g, s) -> g.reshape(kept).expand(before).div(count))
        .record(shaped);
  }

  /** The sum over the dimensions that make {@code x} larger than {@code target}. */
  public static Tensor sumToSize(Tensor x, Shape target) {
    if (x.shape().equals(target)) {
      return x;
    }
    if (!target.expandsTo(x.shape())) {
      throw new IllegalArgumentException(
          "sum_to_size: size {" + target + "} is not expandable to size {" + x.shape() + "}");
    }
    int missing = x.dim() - target.dim();
    boolean[] reduced = new boolean[x.dim()];
    int count = 0;
    for (int i = 0; i < x.dim(); i++) {
      reduced[i] = i < missing || (target.size(i - missing) == 1 && x.size(i) != 1);
      count += reduced[i] ? 1 : 0;
    }
    if (count == 0) {
      return x.reshape(target.toArray());
    }
    int[] dims = new int[count];
    for (int i = 0, k = 0; i < reduced.length; i++) {
      if (reduced[i]) {
        dims[k++] = i;
      }
    }
    return sum(x, true, dims).reshape(target.toArray());
  }

  static boolean[] reduced(Tensor x, int... dims) {
    if (x.dim() > 64) {
      throw new IllegalArgumentException(
          "reduction: only tensors with up to 64 dims are supported, got " + x.dim());
    }
    boolean[] reduced = new boolean[x.dim()];
    if (dims.length == 0) {
      java.util.Arrays.fill(reduced, true);
    }
    for (int dim : dims) {
      int at = Shape.wrapDim(dim, x.dim());
      if (x.dim() > 0) {
        if (reduced[at]) {
          throw new IllegalArgumentException(
              "dim " + at + " appears multiple times in the list of dims");
        }
        reduced[at] = true;
      }
    }
    return reduced;
  }

  static int[] keptSizes(Shape shape, boolean[] reduced) {
    int[] sizes = shape.toArray();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = reduced[i] ? 1 : sizes[i];
    }
    return sizes;
  }

  static Shape dropped(Shape shape, boolean[] reduced) {
    int[] sizes = new int[shape.dim()];
    int rank = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (!reduced[i]) {
        sizes[rank++] = shape.size(i);
      }
    }
    return Shape.of(java.util.Arrays.copyOf(sizes, rank));
  }

  /** The sums, with reduced dimensions of size 1. */
  private static Tensor sums(Tensor x, boolean[] reduced, DType dtype) {
    Tensor out = Tensor.allocate(dtype, Shape.of(keptSizes(x.shape(), reduced)));
    int[] outStrides = StridedLoop.broadcastStrides(out, x.shape());
    int[][] strides = {outStrides, x.strides()};
    int[] offsets = {0, x.offset()};
    Storage from = x.storage();
    if (dtype == DType.INT64) {
      long[] totals = out.storage().longs();
      StridedLoop.over(
          x.shape(),
          strides,
          offsets,
          (at, step, n) -> {
            for (int i = 0; i < n; i++) {
              totals[at[0] + i * step[0]] += from.getLong(at[1] + i * step[1]);
            }
          });
      return out;
    }
    double[] totals = dtype == DType.FLOAT64 ? out.storage().doubles() : new double[out.numel()];
    if (dtype == DType.FLOAT32 && isOverRows(x, reduced)) {
      addRows(from.floats(), x.offset(), x.numel() / out.numel(), totals);
    } else {
      StridedLoop.over(
          x.shape(), strides, offsets, (at, step, n) -> add(totals, from, at, step, n));
    }
    if (dtype == DType.FLOAT32) {
      float[] rounded = out.storage().floats();
      for (int i = 0; i < totals.length; i++) {
        rounded[i] = (float) totals[i];
      }
    }
    return out;
  }

  /** Whether the elements are many rows one after the other, which are added to one. */
  private static boolean isOverRows(Tensor x, boolean[] reduced) {
    int d = 0;
    int rows = 1;
    while (d < reduced.length && reduced[d]) {
      rows *= x.size(d++);
    }
    for (int i = d; i < reduced.length; i++) {
      if (reduced[i]) {
        return false;
      }
    }
    return d > 0 && rows > 1 && x.numel() >= rows * LONG && x.isContiguous();
  }

  /** Adds up to a few rows in float32, and what they give in double. */
  private static void addRows(float[] x, int from, int rows, double[] totals) {
    try (Scratch.Floats sum = Scratch.SAMPLES.lease(Summation.class, WIDTH)) {
      addRows(x, from, rows, totals, sum.array());
    }
  }

  private static void addRows(float[] x, int from, int rows, double[] totals, float[] sum) {
    PointwiseKernels kernels = Kernels.active().pointwise();
    for (int column = 0; column < totals.length; column += WIDTH) {
      int width = Math.min(WIDTH, totals.length - column);
      for (int row = 0; row < rows; row += HEIGHT) {
        System.arraycopy(x, from + row * totals.length + column, sum, 0, width);
        for (int r = row + 1; r < Math.min(rows, row + HEIGHT); r++) {
          int at = from + r * totals.length + column;
          kernels.binary(Binary.ADD, width, sum, 0, x, at, sum, 0);
        }
        for (int i = 0; i < width; i++) {
          totals[column + i] += sum[i];
        }
      }
    }
  }

  private static void add(double[] totals, Storage from, int[] at, int[] step, int n) {
    int o = at[0];
    int a = at[1];
    if (from.dtype() != DType.FLOAT32) {
      for (int i = 0; i < n; i++, o += step[0], a += step[1]) {
        totals[o] += from.getDouble(a);
      }
      return;
    }
    float[] values = from.floats();
    if (step[0] == 0 && step[1] == 1 && n >= LONG) {
      totals[o] += Kernels.active().reductions().sum(values, a, n);
      return;
    }
    if (step[0] == 0) {
      double sum = 0;
      for (int i = 0; i < n; i++, a += step[1]) {
        sum += values[a];
      }
      totals[o] += sum;
      return;
    }
    for (int i = 0; i < n; i++, o += step[0], a += step[1]) {
      totals[o] += values[a];
    }
  }
}
