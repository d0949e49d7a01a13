package io.kindling.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/**
 * Interpolation of bytes in fixed point: along the rows, then down the columns, each rounded to the
 * nearest byte and limited to 0..255. The weights are whole multiples of a power of two, as in
 * PyTorch and Pillow, so that the bytes are theirs.
 */
final class ByteResizing {
  /** Weights are to fit into so many bits, and PyTorch stops at so fine a step. */
  private static final int WEIGHT_LIMIT = 1 << 15;

  private static final int FINEST = 22;

  private ByteResizing() {}

  /** Maps uint8 (..., H, W) to (..., H', W'). */
  static Tensor apply(Tensor x, AxisMap rows, AxisMap columns) {
    FixedPoint down = FixedPoint.of(rows);
    FixedPoint along = FixedPoint.of(columns);
    int[] sizes = x.shape().toArray();
    int height = sizes[sizes.length - 2];
    int width = sizes[sizes.length - 1];
    sizes[sizes.length - 2] = rows.out();
    sizes[sizes.length - 1] = columns.out();
    Tensor out = Tensor.allocate(DType.UINT8, Shape.of(sizes));
    Tensor dense = x.isContiguous() ? x : Copy.dense(x);
    byte[] from = dense.storage().bytes();
    byte[] to = out.storage().bytes();
    byte[] narrowed = new byte[height * columns.out()];
    int planes = x.numel() / (height * width);
    for (int p = 0; p < planes; p++) {
      for (int r = 0; r < height; r++) {
        int row = dense.offset() + (p * height + r) * width;
        along.run(from, row, 1, narrowed, r * columns.out(), 1);
      }
      for (int c = 0; c < columns.out(); c++) {
        down.run(narrowed, c, columns.out(), to, p * out.size(-2) * out.size(-1) + c, out.size(-1));
      }
    }
    return out;
  }

  /**
   * A map whose weights are multiples of {@code 2^-precision}.
   *
   * @param starts where the taps of each output begin
   */
  private record FixedPoint(int[] starts, int[] indices, int[] weights, int precision) {
    static FixedPoint of(AxisMap map) {
      int[] starts = new int[map.out() + 1];
      int[] indices = new int[map.indices().length];
      double[] exact = new double[indices.length];
      int count = 0;
      for (int o = 0; o < map.out(); o++) {
        for (int k = map.starts()[o]; k < map.starts()[o + 1]; k++) {
          // At the edges several taps read the same element.
          boolean again = count > starts[o] && indices[count - 1] == map.indices()[k];
          if (!again) {
            indices[count++] = map.indices()[k];
          }
          exact[count - 1] += map.weights()[k];
        }
        starts[o + 1] = count;
      }
      double largest = Arrays.stream(exact).max().orElse(0);
      int precision = 0;
      while (precision < FINEST && (int) (0.5 + largest * (1 << (precision + 1))) < WEIGHT_LIMIT) {
        precision++;
      }
      int[] weights = new int[count];
      for (int k = 0; k < count; k++) {
        double scaled = exact[k] * (1 << precision);
        weights[k] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
      }
      return new FixedPoint(starts, indices, weights, precision);
    }

    void run(byte[] x, int from, int step, byte[] out, int to, int outStep) {
      for (int o = 0; o < starts.length - 1; o++) {
        int sum = precision == 0 ? 0 : 1 << (precision - 1);
        for (int k = starts[o]; k < starts[o + 1]; k++) {
          sum += weights[k] * (x[from + indices[k] * step] & 255);
        }
        out[to + o * outStep] = (byte) Math.min(255, Math.max(0, sum >> precision));
      }
    }
  }
}
