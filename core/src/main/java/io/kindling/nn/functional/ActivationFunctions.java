package io.kindling.nn.functional;

import io.kindling.ops.Activations;
import io.kindling.ops.Shrinkage;
import io.kindling.tensor.Tensor;

/** The activations of {@link F}. */
abstract class ActivationFunctions extends LossFunctions {
  ActivationFunctions() {}

  /** max(x, 0). */
  public static Tensor relu(Tensor x) {
    return x.relu();
  }

  /** Overwrites with max(x, 0). */
  public static Tensor relu_(Tensor x) {
    return x.relu_();
  }

  /** min(max(x, 0), 6). */
  public static Tensor relu6(Tensor x) {
    return Activations.hardtanh(x, 0, 6);
  }

  /** x above 0, 0.01 x below. */
  public static Tensor leakyRelu(Tensor x) {
    return leakyRelu(x, 0.01);
  }

  /** x above 0, negativeSlope * x below. */
  public static Tensor leakyRelu(Tensor x, double negativeSlope) {
    return Activations.leakyRelu(x, negativeSlope);
  }

  /**
   * x above 0; below it x times a slope drawn from [lower, upper) while training, the mean of the
   * two otherwise.
   */
  public static Tensor rrelu(Tensor x, double lower, double upper, boolean training) {
    return Shrinkage.rrelu(x, lower, upper, training);
  }

  /** x above 0, weight * x below; one weight, or one a channel. */
  public static Tensor prelu(Tensor x, Tensor weight) {
    return Activations.prelu(x, weight);
  }

  /** {@link #elu(Tensor, double)} with alpha 1. */
  public static Tensor elu(Tensor x) {
    return elu(x, 1);
  }

  /** x above 0, alpha * (e^x - 1) below. */
  public static Tensor elu(Tensor x, double alpha) {
    return Activations.elu(x, alpha);
  }

  /** {@link #celu(Tensor, double)} with alpha 1. */
  public static Tensor celu(Tensor x) {
    return celu(x, 1);
  }

  /** max(0, x) + min(0, alpha * (e^(x / alpha) - 1)). */
  public static Tensor celu(Tensor x, double alpha) {
    if (alpha == 0) {
      throw new IllegalArgumentException("celu: alpha cannot be 0 for CELU");
    }
    return Activations.celu(x, alpha);
  }

  /** Self-normalizing ELU. */
  public static Tensor selu(Tensor x) {
    return Activations.selu(x);
  }

  /** x * Phi(x) with the normal distribution function. */
  public static Tensor gelu(Tensor x) {
    return Activations.gelu(x);
  }

  /**
   * As {@link #gelu(Tensor)}.
   *
   * @param approximate {@code none}, or {@code tanh} for the approximation by tanh
   */
  public static Tensor gelu(Tensor x, String approximate) {
    return switch (approximate) {
      case "none" -> Activations.gelu(x);
      case "tanh" -> Activations.geluTanh(x);
      default ->
          throw new IllegalArgumentException(
              "gelu: approximate argument must be either none or tanh, got '" + approximate + "'");
    };
  }

  /** x * sigmoid(x). */
  public static Tensor silu(Tensor x) {
    return Activations.silu(x);
  }

  /** x * tanh(softplus(x)). */
  public static Tensor mish(Tensor x) {
    return Activations.mish(x);
  }

  /** x * min(max(x + 3, 0), 6) / 6. */
  public static Tensor hardswish(Tensor x) {
    return Activations.hardswish(x);
  }

  /** min(max(x + 3, 0), 6) / 6. */
  public static Tensor hardsigmoid(Tensor x) {
    return Activations.hardsigmoid(x);
  }

  /** x limited to [-1, 1]. */
  public static Tensor hardtanh(Tensor x) {
    return hardtanh(x, -1, 1);
  }

  /** x limited to [minVal, maxVal]. */
  public static Tensor hardtanh(Tensor x, double minVal, double maxVal) {
    return Activations.hardtanh(x, minVal, maxVal);
  }

  /** x where |x| exceeds lambda, else 0; PyTorch's lambda is 0.5. */
  public static Tensor hardshrink(Tensor x, double lambda) {
    return Shrinkage.hardshrink(x, lambda);
  }

  /** x moved towards 0 by lambda; PyTorch's lambda is 0.5. */
  public static Tensor softshrink(Tensor x, double lambda) {
    return Shrinkage.softshrink(x, lambda);
  }

  /** x - tanh(x). */
  public static Tensor tanhshrink(Tensor x) {
    return x.sub(x.tanh());
  }

  /** x / (1 + |x|). */
  public static Tensor softsign(Tensor x) {
    return x.div(x.abs().add(1));
  }

  /** {@link #softplus(Tensor, double, double)} with beta 1, threshold 20. */
  public static Tensor softplus(Tensor x) {
    return softplus(x, 1, 20);
  }

  /** log(1 + e^(beta x)) / beta; x itself where beta x exceeds the threshold. */
  public static Tensor softplus(Tensor x, double beta, double threshold) {
    return Activations.softplus(x, beta, threshold);
  }

  /** x above the threshold, else {@code value}. */
  public static Tensor threshold(Tensor x, double threshold, double value) {
    return Shrinkage.threshold(x, threshold, value);
  }

  /** 1 / (1 + e^-x). */
  public static Tensor sigmoid(Tensor x) {
    return x.sigmoid();
  }

  /** log(sigmoid(x)), computed stably. */
  public static Tensor logsigmoid(Tensor x) {
    return Activations.logSigmoid(x);
  }

  /** The hyperbolic tangent. */
  public static Tensor tanh(Tensor x) {
    return x.tanh();
  }

  /** The first half of a dimension times the sigmoid of the second. */
  public static Tensor glu(Tensor x, int dim) {
    return Shrinkage.glu(x, dim);
  }

  /** e^x / sum(e^x) along a dimension. */
  public static Tensor softmax(Tensor x, int dim) {
    return x.softmax(dim);
  }

  /** softmax of -x. */
  public static Tensor softmin(Tensor x, int dim) {
    return x.neg().softmax(dim);
  }

  /** The logarithm of softmax, computed stably. */
  public static Tensor logSoftmax(Tensor x, int dim) {
    return x.logSoftmax(dim);
  }
}
