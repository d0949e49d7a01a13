package io.kindling.ops;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;

/** Average pooling of int64: whole sums, divided towards zero. */
final class IntegerAveragePooling {
  private IntegerAveragePooling() {}

  /** (..., H, W) to (..., H', W'); the sizes are checked. */
  static Tensor avgPool2d(Tensor x, AveragePooling.Config config) {
    MaxPooling.Config sizes = config.sizes();
    int height = x.size(-2);
    int width = x.size(-1);
    int rows = sizes.outSize(0, height);
    int columns = sizes.outSize(1, width);
    int[] shape = x.shape().toArray();
    shape[shape.length - 2] = rows;
    shape[shape.length - 1] = columns;
    Tensor out = Tensor.allocate(x.dtype(), Shape.of(shape));
    Storage from = Copy.dense(x).storage();
    for (int o = 0; o < out.numel(); o++) {
      Window r = Window.of(config, 0, o / columns % rows, height);
      Window c = Window.of(config, 1, o % columns, width);
      int plane = o / (rows * columns) * height * width;
      long sum = 0;
      for (int i = r.from; i < r.to; i++) {
        for (int j = c.from; j < c.to; j++) {
          sum += from.getLong(plane + i * width + j);
        }
      }
      int divisor = config.divisorOverride();
      out.storage().setLong(o, sum / (divisor != 0 ? divisor : r.counted * c.counted));
    }
    return out;
  }

  /** The inputs of one output along an axis, and how many of them count. */
  private record Window(int from, int to, int counted) {
    static Window of(AveragePooling.Config config, int axis, int o, int in) {
      int pad = config.padding()[axis];
      int start = o * config.stride()[axis] - pad;
      int end = Math.min(start + config.kernel()[axis], in + pad);
      int from = Math.max(start, 0);
      int to = Math.min(end, in);
      return new Window(from, to, config.countIncludePad() ? end - start : to - from);
    }
  }
}
