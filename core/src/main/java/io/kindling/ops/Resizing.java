package io.kindling.ops;

import io.kindling.tensor.Tensor;

/** Enlarging and shrinking images: nearest neighbour and bilinear. */
public final class Resizing {
  private Resizing() {}

  /** What decides the source of an output pixel. */
  public enum Mode {
    /** The pixel at floor(o * in / out). */
    NEAREST,
    /** The weighted mean of the four around. */
    BILINEAR
  }

  /**
   * @param x (N, C, H, W)
   * @param size (height, width) of the result
   * @param scale factors (height, width) that were asked for, or null when the size was
   * @param alignCorners bilinear only: whether the centres of the corner pixels coincide
   */
  public static Tensor interpolate(
      Tensor x, int[] size, double[] scale, Mode mode, boolean alignCorners) {
    if (x.dim() != 4) {
      throw new IllegalArgumentException(
          "interpolate: expected 4D input (N, C, H, W), got " + x.shape());
    }
    if (size[0] < 1 || size[1] < 1) {
      throw new IllegalArgumentException(
          "interpolate: Input and output sizes should be greater than 0, but got input "
              + x.shape()
              + " and output "
              + java.util.Arrays.toString(size));
    }
    AxisMap[] maps = new AxisMap[2];
    for (int axis = 0; axis < 2; axis++) {
      int in = x.size(axis + 2);
      double step = scale == null ? (double) in / size[axis] : 1 / scale[axis];
      maps[axis] =
          mode == Mode.NEAREST
              ? nearest(in, size[axis], step)
              : linear(in, size[axis], step, alignCorners);
    }
    String name =
        mode == Mode.NEAREST ? "UpsampleNearest2DBackward0" : "UpsampleBilinear2DBackward0";
    return SeparableMap.apply(name, x, maps[0], maps[1]);
  }

  private static AxisMap nearest(int in, int out, double step) {
    int[] source = new int[out];
    for (int o = 0; o < out; o++) {
      // PyTorch computes in float.
      source[o] = Math.min((int) Math.floor(o * (float) step), in - 1);
    }
    return AxisMap.pick(in, source);
  }

  private static AxisMap linear(int in, int out, double step, boolean alignCorners) {
    AxisMap.Builder builder = new AxisMap.Builder(in);
    double aligned = out > 1 ? (double) (in - 1) / (out - 1) : 0;
    for (int o = 0; o < out; o++) {
      double at = alignCorners ? o * aligned : Math.max(0, (o + 0.5) * step - 0.5);
      int low = Math.min((int) at, in - 1);
      int high = Math.min(low + 1, in - 1);
      double part = Math.min(Math.max(at - low, 0), 1);
      builder.add(low, 1 - part).add(high, part).endRow();
    }
    return builder.build();
  }
}
