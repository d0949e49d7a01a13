package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;

/**
 * A linear map of the last two dimensions, one {@link AxisMap} each; its gradient is the adjoint.
 */
final class SeparableMap {
  private SeparableMap() {}

  /** Maps (..., H, W) to (..., H', W'); {@code name} is PyTorch's name of the backward. */
  static Tensor apply(String name, Tensor x, AxisMap rows, AxisMap columns) {
    Tensor out = map(x, rows, columns);
    return Recorder.op(name)
        .input(x, (g, s) -> apply(name, g, rows.transposed(), columns.transposed()))
        .record(out);
  }

  private static Tensor map(Tensor x, AxisMap rows, AxisMap columns) {
    int[] sizes = x.shape().toArray();
    int height = sizes[sizes.length - 2];
    int width = sizes[sizes.length - 1];
    sizes[sizes.length - 2] = rows.out();
    sizes[sizes.length - 1] = columns.out();
    Tensor out = Tensor.allocate(x.dtype(), Shape.of(sizes));
    Tensor dense = x.isContiguous() ? x : Copy.dense(x);
    int planes = height * width == 0 ? 0 : x.numel() / (height * width);
    double[] narrowed = new double[height * columns.out()];
    for (int p = 0; p < planes; p++) {
      along(dense.storage(), dense.offset() + p * height * width, height, columns, narrowed);
      across(narrowed, rows, columns.out(), out.storage(), p * rows.out() * columns.out());
    }
    return out;
  }

  private static void along(Storage x, int from, int height, AxisMap map, double[] to) {
    for (int r = 0; r < height; r++) {
      int row = from + r * map.in();
      for (int o = 0; o < map.out(); o++) {
        double sum = 0;
        for (int k = map.starts()[o]; k < map.starts()[o + 1]; k++) {
          sum += map.weights()[k] * x.getDouble(row + map.indices()[k]);
        }
        to[r * map.out() + o] = sum;
      }
    }
  }

  private static void across(double[] x, AxisMap map, int width, Storage out, int to) {
    for (int o = 0; o < map.out(); o++) {
      for (int c = 0; c < width; c++) {
        double sum = 0;
        for (int k = map.starts()[o]; k < map.starts()[o + 1]; k++) {
          sum += map.weights()[k] * x[map.indices()[k] * width + c];
        }
        out.setDouble(to + o * width + c, sum);
      }
    }
  }
}
