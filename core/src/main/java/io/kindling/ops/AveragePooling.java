package io.kindling.ops;

import io.kindling.tensor.Tensor;

/** Average pooling of the last two dimensions. */
public final class AveragePooling {
  private AveragePooling() {}

  /**
   * How the window moves: pairs (height, width).
   *
   * @param kernel size of the window
   * @param stride step between windows
   * @param padding zeros on each side, at most half the window
   * @param ceilMode whether a last window that hangs over the edge counts
   * @param countIncludePad whether padding counts in the divisor
   * @param divisorOverride the divisor; 0 for the window's size
   */
  public record Config(
      int[] kernel,
      int[] stride,
      int[] padding,
      boolean ceilMode,
      boolean countIncludePad,
      int divisorOverride) {}

  /** (N, C, H, W) or (C, H, W) to the same with pooled height and width. */
  public static Tensor avgPool2d(Tensor x, Config config) {
    checkRank("avg_pool2d", x);
    AxisMap rows = window(x, config, 0);
    AxisMap columns = window(x, config, 1);
    return SeparableMap.apply("AvgPool2DBackward0", x, rows, columns);
  }

  private static AxisMap window(Tensor x, Config config, int axis) {
    int in = x.size(axis - 2);
    int kernel = config.kernel()[axis];
    int pad = config.padding()[axis];
    MaxPooling.Config sizes =
        new MaxPooling.Config(
            config.kernel(),
            config.stride(),
            config.padding(),
            new int[] {1, 1},
            config.ceilMode());
    sizes.check("avg_pool2d", x);
    int out = sizes.outSize(axis, in);
    AxisMap.Builder builder = new AxisMap.Builder(in);
    for (int o = 0; o < out; o++) {
      int start = o * config.stride()[axis] - pad;
      int end = Math.min(start + kernel, in + pad);
      int padded = end - start;
      int from = Math.max(start, 0);
      int to = Math.min(end, in);
      double weight = 1. / (config.countIncludePad() ? padded : to - from);
      if (config.divisorOverride() != 0) {
        // The two axes multiply to 1 / divisor.
        weight = axis == 0 ? 1. / config.divisorOverride() : 1;
      }
      for (int i = from; i < to; i++) {
        builder.add(i, weight);
      }
      builder.endRow();
    }
    return builder.build();
  }

  /** Pools to the given size, whatever the input's; -1 keeps a size. */
  public static Tensor adaptiveAvgPool2d(Tensor x, int height, int width) {
    checkRank("adaptive_avg_pool2d", x);
    if (height == 1 && width == 1) {
      return x.mean(true, -1, -2);
    }
    return SeparableMap.apply(
        "AdaptiveAvgPool2DBackward0", x, adaptive(x.size(-2), height), adaptive(x.size(-1), width));
  }

  private static AxisMap adaptive(int in, int wanted) {
    int out = wanted < 0 ? in : wanted;
    AxisMap.Builder builder = new AxisMap.Builder(in);
    for (int o = 0; o < out; o++) {
      int from = adaptiveStart(o, in, out);
      int to = adaptiveEnd(o, in, out);
      for (int i = from; i < to; i++) {
        builder.add(i, 1. / (to - from));
      }
      builder.endRow();
    }
    return builder.build();
  }

  /** First input of output {@code o}: floor(o * in / out). */
  static int adaptiveStart(int o, int in, int out) {
    return (int) ((long) o * in / out);
  }

  /** One past the last input of output {@code o}: ceil((o + 1) * in / out). */
  static int adaptiveEnd(int o, int in, int out) {
    return (int) (((long) (o + 1) * in + out - 1) / out);
  }

  static void checkRank(String operation, Tensor x) {
    if (x.dim() != 3 && x.dim() != 4) {
      throw new IllegalArgumentException(
          operation + ": expected 3D or 4D input (N, C, H, W), got " + x.shape());
    }
  }
}
