package io.kindling.kernel.simd.conv;

import io.kindling.kernel.ConvGeometry;

/**
 * Which kernel taps an output coordinate of one axis gathers, and from where.
 *
 * <p>Forward convolution and its gradient to the input are both gathers: output coordinate {@code
 * o} sums over {@code count[o]} taps, number {@code j} of them being {@code taps[group[o]][first[o]
 * + j]}, which reads input coordinate {@code input[o] + j * step}. Taps on the padding are left
 * out. Forward, there is one group, all taps ascending. The gradient of a strided convolution has
 * one group for each remainder of the tap modulo the stride, its taps descending, so that the
 * coordinates read ascend.
 */
final class TapPlan {
  final int[][] taps;
  final int[] group;
  final int[] first;
  final int[] count;
  final int[] input;
  final int step;
  final int inputs;
  final int outputs;

  private TapPlan(int[][] taps, int inputs, int outputs, int step) {
    this.taps = taps;
    this.group = new int[outputs];
    this.first = new int[outputs];
    this.count = new int[outputs];
    this.input = new int[outputs];
    this.step = step;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** The rows of a convolution, or of its gradient to the input. */
  static TapPlan rows(ConvGeometry g, boolean forward) {
    return of(
        forward,
        g.inHeight(),
        g.outHeight(),
        g.kernelHeight(),
        g.strideHeight(),
        g.padHeight(),
        g.dilationHeight());
  }

  /** The columns of a convolution, or of its gradient to the input. */
  static TapPlan columns(ConvGeometry g, boolean forward) {
    return of(
        forward,
        g.inWidth(),
        g.outWidth(),
        g.kernelWidth(),
        g.strideWidth(),
        g.padWidth(),
        g.dilationWidth());
  }

  private static TapPlan of(
      boolean forward, int in, int out, int kernel, int stride, int pad, int dilation) {
    return forward
        ? forward(in, out, kernel, stride, pad, dilation)
        : backward(in, out, kernel, stride, pad, dilation);
  }

  /** {@code y[o] = sum over k of w[k] x[o * stride - pad + k * dilation]}. */
  private static TapPlan forward(int in, int out, int kernel, int stride, int pad, int dilation) {
    int[] all = new int[kernel];
    for (int k = 0; k < kernel; k++) {
      all[k] = k;
    }
    TapPlan plan = new TapPlan(new int[][] {all}, in, out, dilation);
    for (int o = 0; o < out; o++) {
      plan.take(o, 0, o * stride - pad);
    }
    return plan;
  }

  /**
   * {@code dx[i] = sum over k of w[k] dy[o]}, where {@code o * stride - pad + k * dilation = i}.
   */
  private static TapPlan backward(int in, int out, int kernel, int stride, int pad, int dilation) {
    int divisor = gcd(stride, dilation);
    int period = stride / divisor;
    int[][] groups = new int[Math.min(period, kernel) + 1][];
    groups[groups.length - 1] = new int[0];
    for (int r = 0; r < groups.length - 1; r++) {
      int size = (kernel - r + period - 1) / period;
      groups[r] = new int[size];
      for (int j = 0; j < size; j++) {
        groups[r][j] = r + (size - 1 - j) * period;
      }
    }
    TapPlan plan = new TapPlan(groups, out, in, dilation / divisor);
    for (int i = 0; i < in; i++) {
      int r = 0;
      while (r < groups.length - 1 && Math.floorMod(i + pad - r * dilation, stride) != 0) {
        r++;
      }
      int greatest = groups[r].length == 0 ? 0 : groups[r][0];
      plan.take(i, r, Math.floorDiv(i + pad - greatest * dilation, stride));
    }
    return plan;
  }

  /** Greatest number of taps of any output. */
  int maxCount() {
    int max = 0;
    for (int c : count) {
      max = Math.max(max, c);
    }
    return max;
  }

  private void take(int o, int taking, int inputOfFirst) {
    int size = taps[taking].length;
    int from = 0;
    while (from < size && inputOfFirst + from * step < 0) {
      from++;
    }
    int to = from;
    while (to < size && inputOfFirst + to * step < inputs) {
      to++;
    }
    group[o] = taking;
    first[o] = from;
    count[o] = to - from;
    input[o] = to > from ? inputOfFirst + from * step : 0;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
