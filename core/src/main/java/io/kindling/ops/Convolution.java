package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.kernel.ConvGeometry;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/**
 * 2-d convolution (cross-correlation, as everywhere in deep learning):
 *
 * <p>{@code y[n,o,r,c] = bias[o] + sum over i,p,q of w[o,i,p,q] * x[n,i, r*stride - padding +
 * p*dilation, c*stride - padding + q*dilation]}.
 *
 * <p>The three operations here are the three derivatives of one trilinear form; each one's
 * gradients are the other two, so derivatives of every order exist.
 */
public final class Convolution {
  private Convolution() {}

  /**
   * How the kernel moves: pairs (height, width), which never change. Besides it remembers the plan
   * for the shapes it was applied to last, and any thread may use it: a plan is immutable, and two
   * threads at most compute the same one twice.
   */
  public static final class Config {
    // Read by the checks of every call, which shall make no copies; never written.
    final int[] stride;
    final int[] padding;
    final int[] dilation;
    private final int groups;

    /** Of the shapes it was applied to last: a layer mostly sees the same ones again. */
    private ConvPlan last;

    /**
     * @param stride step between outputs
     * @param padding zeros on each side of the input
     * @param dilation distance between taps
     * @param groups blocks into which the channels are split
     */
    public Config(int[] stride, int[] padding, int[] dilation, int groups) {
      this.stride = stride.clone();
      this.padding = padding.clone();
      this.dilation = dilation.clone();
      this.groups = groups;
    }

    /** Step between outputs. */
    public int[] stride() {
      return stride.clone();
    }

    /** Zeros on each side of the input. */
    public int[] padding() {
      return padding.clone();
    }

    /** Distance between taps. */
    public int[] dilation() {
      return dilation.clone();
    }

    /** Blocks into which the channels are split. */
    public int groups() {
      return groups;
    }

    ConvPlan plan(Shape input, Shape weight) {
      ConvPlan plan = last;
      if (plan == null || !plan.inShape().equals(input) || !plan.weightShape().equals(weight)) {
        plan = ConvPlan.of(geometry(input, weight), input, weight);
        last = plan;
      }
      return plan;
    }

    ConvGeometry geometry(Shape input, Shape weight) {
      return new ConvGeometry(
          input.size(0),
          input.size(1),
          input.size(2),
          input.size(3),
          weight.size(0),
          weight.size(2),
          weight.size(3),
          stride[0],
          stride[1],
          padding[0],
          padding[1],
          dilation[0],
          dilation[1],
          groups);
    }
  }

  /**
   * Of floating types; of integers exact and slow, those of 64 bits, and bytes without dilation.
   *
   * @param x (N, C, H, W)
   * @param weight (O, C / groups, kernel height, kernel width)
   * @param bias (O), or null
   * @return (N, O, H', W')
   */
  public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Config config) {
    checkRank("conv2d", x);
    ConvolutionChecks.conv("conv2d", 2, x, weight, bias, config);
    ConvPlan plan = config.plan(x.shape(), weight.shape());
    boolean fast = isFast(x, plan);
    Tensor out =
        fast ? LanesConvolution.forward(plan, x, weight, bias) : loops(plan, x, weight, bias);
    // What needs no gradient is only read by the kernels: it is kept as they read it.
    boolean converted = fast && !x.requiresGrad();
    Tensor input = converted ? LanesTensors.convert(x, plan.input()) : x;
    return Recorder.op("ConvolutionBackward0")
        .save(input, weight)
        .inputs(
            (gs, s) ->
                new Tensor[] {
                  s.needs(0) ? inputGradient(gs[0], s.get(1), plan, config) : null,
                  s.needs(1) ? weightGradient(s.get(0), gs[0], plan, config) : null,
                  s.needs(2) ? biasGradient(gs[0]) : null
                },
            x,
            weight,
            bias)
        .record(out);
  }

  /** Convolution of sequences as images one row high: (N, C, L), or (C, L) when {@code single}. */
  public static Tensor conv1d(Tensor x, Tensor weight, Tensor bias, Config config, boolean single) {
    Tensor out = conv2d(x.unsqueeze(2), weight.unsqueeze(2), bias, config).squeeze(2);
    return single ? out.squeeze(0) : out;
  }

  /**
   * The transposed convolution: the operation whose gradient is a convolution.
   *
   * @param x (N, C, H, W)
   * @param weight (C, O / groups, kernel height, kernel width)
   * @param bias (O), or null
   * @param outputPadding pair added to the output's size
   * @return (N, O, H', W')
   */
  public static Tensor convTranspose2d(
      Tensor x, Tensor weight, Tensor bias, Config config, int[] outputPadding) {
    checkRank("conv_transpose2d", x);
    ConvolutionChecks.transposed("conv_transpose2d", 2, x, weight, bias, config, outputPadding);
    int[] stride = config.stride();
    boolean reached = outputPadding[0] < stride[0] && outputPadding[1] < stride[1];
    Tensor out =
        reached
            ? transposed(x, weight, config, outputPadding)
            : extended(x, weight, config, outputPadding);
    return bias == null ? out : out.add(bias.reshape(1, -1, 1, 1));
  }

  private static boolean isFast(Tensor x, ConvPlan plan) {
    return x.dtype() == DType.FLOAT32 && !plan.isEmpty();
  }

  private static Tensor transposed(Tensor x, Tensor weight, Config config, int[] outputPadding) {
    int height = (int) ConvolutionChecks.outSize(x, weight, config, outputPadding, -2);
    int width = (int) ConvolutionChecks.outSize(x, weight, config, outputPadding, -1);
    int channels = weight.size(1) * config.groups();
    Shape shape = Shape.of(x.size(0), channels, height, width);
    return inputGradient(x, weight, config.plan(shape, weight.shape()), config);
  }

  /**
   * With more output padding than a stride, no convolution of the result has the size of x: what x
   * reaches is computed whole, then cut and padded.
   */
  private static Tensor extended(Tensor x, Tensor weight, Config config, int[] outputPadding) {
    int[] none = {0, 0};
    Config whole = new Config(config.stride, none, config.dilation, config.groups);
    int[] pad = config.padding;
    return transposed(x, weight, whole, none)
        .pad(0, -pad[1], outputPadding[1] - pad[1], -pad[0], outputPadding[0] - pad[0]);
  }

  private static void checkRank(String operation, Tensor x) {
    if (x.dim() != 4) {
      throw new IllegalArgumentException(
          operation + ": expected 4D (batched) input (N, C, H, W), got " + x.shape());
    }
  }

  private static Tensor loops(ConvPlan plan, Tensor x, Tensor weight, Tensor bias) {
    ConvGeometry g = plan.geometry();
    Tensor out = Tensor.allocate(x.dtype(), plan.outShape());
    if (plan.isEmpty()) {
      return out;
    }
    if (!x.dtype().isFloatingPoint()) {
      long[] sums = new long[out.numel()];
      ConvolutionLoops.forward(g, longs(x), longs(weight), sums);
      store(sums, out);
      return bias == null ? out : out.add(bias.reshape(1, -1, 1, 1));
    }
    double[] y = out.storage().doubles();
    ConvolutionLoops.forward(g, doubles(x), doubles(weight), y);
    if (bias != null) {
      addBias(y, bias, g.outHeight() * g.outWidth());
    }
    return out;
  }

  private static Tensor biasGradient(Tensor grad) {
    boolean fast = !GradMode.isEnabled() && LanesTensors.isImages(grad);
    return fast
        ? LanesReduction.channelSums(grad, LanesTensors.shapeOf(grad))
        : grad.sum(false, 0, 2, 3);
  }

  /** The gradient of the input (also the transposed convolution of {@code grad}). */
  static Tensor inputGradient(Tensor grad, Tensor weight, ConvPlan plan, Config config) {
    Tensor out;
    if (isFast(grad, plan)) {
      out = LanesConvolution.inputGradient(plan, grad, weight);
    } else {
      out = Tensor.allocate(grad.dtype(), plan.inShape());
    }
    if (!plan.isEmpty() && !grad.dtype().isFloatingPoint()) {
      long[] sums = new long[out.numel()];
      ConvolutionLoops.backwardInput(plan.geometry(), longs(grad), longs(weight), sums);
      store(sums, out);
    } else if (!plan.isEmpty() && grad.dtype() != DType.FLOAT32) {
      double[] dx = out.storage().doubles();
      ConvolutionLoops.backwardInput(plan.geometry(), doubles(grad), doubles(weight), dx);
    }
    if (!GradMode.isEnabled()) {
      return out;
    }
    return Recorder.op("ConvolutionBackward0")
        .save(grad, weight)
        .input(grad, (gg, s) -> conv2d(gg, s.get(1), null, config))
        .input(weight, (gg, s) -> weightGradient(gg, s.get(0), plan, config))
        .record(out);
  }

  /** The gradient of the weight. */
  static Tensor weightGradient(Tensor x, Tensor grad, ConvPlan plan, Config config) {
    Tensor out;
    if (isFast(x, plan)) {
      out = LanesConvolution.weightGradient(plan, x, grad);
    } else {
      out = Tensor.allocate(x.dtype(), plan.weightShape());
    }
    if (!plan.isEmpty() && x.dtype() != DType.FLOAT32) {
      double[] dw = out.storage().doubles();
      ConvolutionLoops.backwardWeight(plan.geometry(), doubles(x), doubles(grad), dw);
    }
    if (!GradMode.isEnabled()) {
      return out;
    }
    return Recorder.op("ConvolutionBackwardBackward0")
        .save(x, grad)
        .input(x, (gg, s) -> inputGradient(s.get(1), gg, plan, config))
        .input(grad, (gg, s) -> conv2d(s.get(0), gg, null, config))
        .record(out);
  }

  private static void addBias(double[] y, Tensor bias, int plane) {
    double[] b = doubles(bias);
    for (int i = 0; i < y.length; i++) {
      y[i] += b[i / plane % b.length];
    }
  }

  private static long[] longs(Tensor x) {
    return x.detach().toLongArray();
  }

  private static void store(long[] values, Tensor out) {
    for (int i = 0; i < values.length; i++) {
      out.storage().setLong(i, values[i]);
    }
  }

  private static double[] doubles(Tensor x) {
    return x.detach().toDoubleArray();
  }
}
