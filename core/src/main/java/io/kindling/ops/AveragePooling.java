package io.kindling.ops;

import io.kindling.tensor.DType;
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
      int divisorOverride) {

    /** The sizes alone. */
    MaxPooling.Config sizes() {
      return new MaxPooling.Config(kernel, stride, padding, new int[] {1, 1}, ceilMode);
    }
  }

  /**
   * Fails when the mean cannot be taken.
   *
   * @param operation the name for messages, as {@code avg_pool1d}
   * @param rank spatial dimensions; one is the width
   */
  public static void check(String operation, int rank, Tensor x, Config config) {
    if (x.dtype() != DType.INT64) {
      Activations.checkFloating(operation, x);
    }
    config.sizes().check(operation, rank, x);
  }

  /** Fails when {@code x} cannot be pooled to a given size. */
  public static void checkAdaptive(String operation, int rank, Tensor x) {
    Activations.checkFloating(operation, x);
    MaxPooling.checkSizes(operation, rank, x);
  }

  /** (N, C, H, W) or (C, H, W) to the same with pooled height and width. */
  public static Tensor avgPool2d(Tensor x, Config config) {
    check("avg_pool2d", 2, x, config);
    if (x.dtype() == DType.INT64) {
      return IntegerAveragePooling.avgPool2d(x, config);
    }
    AxisMap rows = window(x, config, 0);
    AxisMap columns = window(x, config, 1);
    return SeparableMap.apply("AvgPool2DBackward0", x, rows, columns);
  }

  private static AxisMap window(Tensor x, Config config, int axis) {
    int in = x.size(axis - 2);
    int kernel = config.kernel()[axis];
    int pad = config.padding()[axis];
    MaxPooling.Config sizes = config.sizes();
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

  /** Pools to the given size, whatever the input's. */
  public static Tensor adaptiveAvgPool2d(Tensor x, int height, int width) {
    checkAdaptive("adaptive_avg_pool2d", 2, x);
    if (height == 1 && width == 1) {
      return x.mean(true, -1, -2);
    }
    return SeparableMap.apply(
        "AdaptiveAvgPool2DBackward0", x, adaptive(x.size(-2), height), adaptive(x.size(-1), width));
  }

  private static AxisMap adaptive(int in, int out) {
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
}
