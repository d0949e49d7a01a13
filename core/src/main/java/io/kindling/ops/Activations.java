package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** Activation functions; each rule is the derivative in differentiable operations. */
public final class Activations {
  private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
  private static final double SELU_SCALE = 1.0507009873554804934193349852946;

  private Activations() {}

  private static Tensor of(String name, Tensor x, DoubleUnaryOperator f, Recorder.Rule rule) {
    checkFloating(operation(name), x);
    return Recorder.op(name).save(x).input(x, rule).record(Elementwise.unary(x, x.dtype(), f));
  }

  /** PyTorch's name of the operation that has this backward: {@code LeakyReluBackward0}. */
  private static String operation(String backward) {
    String words = backward.replace("Backward0", "").replaceAll("(?<=[a-z])(?=[A-Z])", "_");
    return words.toLowerCase(Locale.ROOT);
  }

  /** Fails, naming the operation, unless x is of a floating type. */
  public static void checkFloating(String operation, Tensor x) {
    checkFloating(operation, x.dtype());
  }

  /** Fails, naming the operation, unless the type is floating. */
  static void checkFloating(String operation, DType dtype) {
    if (!dtype.isFloatingPoint()) {
      throw new IllegalArgumentException(
          operation + ": not implemented for " + dtype + "; convert with to(DType.FLOAT32)");
    }
  }

  /** x above 0, slope * x below. */
  public static Tensor leakyRelu(Tensor x, double slope) {
    return of(
        "LeakyReluBackward0",
        x,
        v -> v > 0 ? v : v * slope,
        (g, s) -> Selection.where(s.get(0).gt(0), g, g.mul(slope)));
  }

  /** x above 0, alpha * (e^x - 1) below. */
  public static Tensor elu(Tensor x, double alpha) {
    return scaledElu("EluBackward0", x, alpha, 1, 1);
  }

  /** Self-normalizing ELU with its fixed alpha and scale. */
  public static Tensor selu(Tensor x) {
    return scaledElu("EluBackward0", x, SELU_ALPHA, SELU_SCALE, 1);
  }

  /** max(0, x) + min(0, alpha * (e^(x / alpha) - 1)). */
  public static Tensor celu(Tensor x, double alpha) {
    return scaledElu("CeluBackward0", x, alpha, 1, 1 / alpha);
  }

  private static Tensor scaledElu(
      String name, Tensor x, double alpha, double scale, double inputScale) {
    return of(
        name,
        x,
        v -> v > 0 ? v * scale : alpha * scale * Math.expm1(v * inputScale),
        (g, s) -> {
          Tensor v = s.get(0);
          // Clamped so that the branch not taken cannot overflow into 0 * inf.
          Tensor below = Selection.where(v.ge(0), Tensors.scalar(v.dtype(), 0), v);
          Tensor slope = below.mul(inputScale).exp().mul(alpha * scale);
          return g.mul(
              Selection.where(v.gt(0), Tensors.scalar(v.dtype(), scale), slope.mul(inputScale)));
        });
  }

  /** x * Phi(x) with the normal distribution function. */
  public static Tensor gelu(Tensor x) {
    return of(
        "GeluBackward0",
        x,
        v -> v * 0.5 * (1 + ErrorFunction.erf(v * Math.sqrt(0.5))),
        (g, s) -> {
          Tensor v = s.get(0);
          Tensor phi = ErrorFunction.erf(v.mul(Math.sqrt(0.5))).add(1).mul(0.5);
          Tensor density = v.square().mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
          return g.mul(phi.add(v.mul(density)));
        });
  }

  /** {@link #gelu} approximated by tanh. */
  public static Tensor geluTanh(Tensor x) {
    double beta = Math.sqrt(2 / Math.PI);
    double kappa = 0.044715;
    return of(
        "GeluBackward0",
        x,
        v -> 0.5 * v * (1 + Math.tanh(beta * (v + kappa * v * v * v))),
        (g, s) -> {
          Tensor v = s.get(0);
          Tensor inner = v.add(v.pow(3).mul(kappa)).mul(beta).tanh();
          Tensor left = inner.add(1).mul(0.5);
          Tensor slope = v.square().mul(3 * kappa).add(1).mul(beta);
          Tensor right = v.mul(0.5).mul(Arithmetic.rsub(1, inner.square())).mul(slope);
          return g.mul(left.add(right));
        });
  }

  /** x * sigmoid(x). */
  public static Tensor silu(Tensor x) {
    return of(
        "SiluBackward0",
        x,
        v -> v / (1 + Math.exp(-v)),
        (g, s) -> {
          Tensor v = s.get(0);
          Tensor sigmoid = v.sigmoid();
          return g.mul(sigmoid.mul(v.mul(Arithmetic.rsub(1, sigmoid)).add(1)));
        });
  }

  /** x * tanh(softplus(x)). */
  public static Tensor mish(Tensor x) {
    return of(
        "MishBackward0",
        x,
        v -> v * Math.tanh(softplus(v, 1, 20)),
        (g, s) -> {
          Tensor v = s.get(0);
          Tensor tanh = softplus(v, 1, 20).tanh();
          Tensor slope = Arithmetic.rsub(1, tanh.square()).mul(v.sigmoid()).mul(v);
          return g.mul(tanh.add(slope));
        });
  }

  /** x * min(max(x + 3, 0), 6) / 6. */
  public static Tensor hardswish(Tensor x) {
    return of(
        "HardswishBackward0",
        x,
        v -> v * Math.min(Math.max(v + 3, 0), 6) / 6,
        (g, s) -> {
          Tensor v = s.get(0);
          // At NaN the slope is NaN and the curvature 0, as PyTorch's.
          Tensor middle = Selection.where(v.isnan(), v.detach(), v).div(3).add(0.5);
          Tensor zero = Tensors.scalar(v.dtype(), 0);
          Tensor one = Tensors.scalar(v.dtype(), 1);
          return g.mul(Selection.where(v.le(-3), zero, Selection.where(v.ge(3), one, middle)));
        });
  }

  /** min(max(x + 3, 0), 6) / 6. */
  public static Tensor hardsigmoid(Tensor x) {
    return of(
        "HardsigmoidBackward0",
        x,
        v -> Math.min(Math.max(v + 3, 0), 6) / 6,
        (g, s) -> {
          // PyTorch multiplies by the float nearest to 1/6, in float64 too.
          Tensor zero = Tensors.scalar(g.dtype(), 0);
          return Selection.where(s.get(0).abs().lt(3), g.mul(1f / 6f), zero);
        });
  }

  /** x limited to [min, max]; the gradient is 0 at and beyond the limits. */
  public static Tensor hardtanh(Tensor x, double min, double max) {
    if (min > max) {
      throw new IllegalArgumentException(
          "hardtanh: min_val cannot be greater than max_val, got " + min + " and " + max);
    }
    TypePromotion.refuseBool("hardtanh", "convert with to(...)", x.dtype());
    if (x.dtype() == DType.UINT8 && min < 0) {
      throw new IllegalArgumentException(
          "hardtanh: cannot do hardtanh on an unsigned type with negative limits, got " + min);
    }
    Tensor out =
        x.dtype().isFloatingPoint()
            ? Elementwise.unary(x, x.dtype(), v -> Math.min(Math.max(v, min), max))
            : Elementwise.unaryLong(x, v -> Math.min(Math.max(v, (long) min), (long) max));
    return Recorder.op("HardtanhBackward0")
        .save(x)
        .input(x, (g, s) -> inside(g, s.get(0), min, max))
        .record(out);
  }

  private static Tensor inside(Tensor g, Tensor x, double min, double max) {
    Tensor zero = Tensors.scalar(g.dtype(), 0);
    return Selection.where(x.gt(min), Selection.where(x.lt(max), g, zero), zero);
  }

  /** log(1 + e^(beta x)) / beta; x itself where beta x exceeds the threshold. */
  public static Tensor softplus(Tensor x, double beta, double threshold) {
    return of(
        "SoftplusBackward0",
        x,
        v -> softplus(v, beta, threshold),
        (g, s) -> {
          Tensor scaled = s.get(0).mul(beta);
          return Selection.where(scaled.gt(threshold), g, g.mul(scaled.sigmoid()));
        });
  }

  private static double softplus(double v, double beta, double threshold) {
    return v * beta > threshold ? v : Math.log1p(Math.exp(v * beta)) / beta;
  }

  /** log(sigmoid(x)), computed stably. */
  public static Tensor logSigmoid(Tensor x) {
    return of(
        "LogSigmoidBackward0",
        x,
        v -> Math.min(v, 0) - Math.log1p(Math.exp(-Math.abs(v))),
        (g, s) -> g.mul(s.get(0).neg().sigmoid()));
  }

  /**
   * x above 0, weight * x below.
   *
   * @param weight one slope, or one a channel (dimension 1)
   */
  public static Tensor prelu(Tensor x, Tensor weight) {
    checkFloating("prelu", x);
    TypePromotion.checkSame("prelu", x, weight);
    if (weight.dim() > 1) {
      throw new IllegalArgumentException(
          "prelu: Expected `weight` to be a scalar or 1D tensor, but got shape " + weight.shape());
    }
    int channels = x.dim() < 2 ? 1 : x.size(1);
    if (weight.numel() != 1 && weight.numel() != channels) {
      throw new IllegalArgumentException(
          "prelu: Mismatch of parameter numbers and input channel size. Found parameter numbers = "
              + weight.numel()
              + " and channel size = "
              + channels);
    }
    Tensor slopes = weight;
    if (weight.numel() != 1 || weight.dim() > x.dim()) {
      int[] shape = new int[x.dim()];
      java.util.Arrays.fill(shape, 1);
      if (weight.numel() != 1) {
        shape[1] = channels;
      }
      slopes = weight.reshape(shape);
    }
    Tensor out = Selection.where(x.detach().gt(0), x.detach(), x.detach().mul(slopes.detach()));
    return Recorder.op("PreluKernelBackward0")
        .save(x, slopes)
        .input(x, (g, s) -> Selection.where(s.get(0).gt(0), g, g.mul(s.get(1))))
        .input(
            slopes,
            (g, s) ->
                Selection.where(s.get(0).gt(0), Tensors.scalar(g.dtype(), 0), g.mul(s.get(0))))
        .record(out);
  }
}
