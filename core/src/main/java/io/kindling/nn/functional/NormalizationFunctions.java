package io.kindling.nn.functional;

import io.kindling.ops.Activations;
import io.kindling.ops.BatchNormalization;
import io.kindling.ops.GroupNormalization;
import io.kindling.ops.Masks;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/** The normalization and dropout of {@link F}. */
abstract class NormalizationFunctions extends PoolingFunctions {
  NormalizationFunctions() {}

  /**
   * Batch normalization of (N, C, ...).
   *
   * @param weight (C), or null for ones
   * @param bias (C), or null for zeros
   */
  public static Tensor batchNorm(
      Tensor x, Tensor weight, Tensor bias, BatchNormalization.Statistics statistics) {
    return BatchNormalization.batchNorm(x, weight, bias, statistics);
  }

  /** Each sample over its last dimensions; weight and bias of that shape, or null. */
  public static Tensor layerNorm(
      Tensor x, int[] normalizedShape, Tensor weight, Tensor bias, double eps) {
    return GroupNormalization.layerNorm(x, normalizedShape, weight, bias, eps);
  }

  /** Each sample over blocks of channels; weight and bias (C), or null. */
  public static Tensor groupNorm(Tensor x, int numGroups, Tensor weight, Tensor bias, double eps) {
    return GroupNormalization.groupNorm(x, numGroups, weight, bias, eps);
  }

  /** Each channel of each sample; weight and bias (C), or null. */
  public static Tensor instanceNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
    Activations.checkFloating("instance_norm", x);
    int plane = 1;
    for (int d = 2; d < x.dim(); d++) {
      plane *= x.size(d);
    }
    if (x.dim() < 3 || plane == 1) {
      throw new IllegalArgumentException(
          "instance_norm: Expected more than 1 spatial element when training, got input size "
              + x.shape());
    }
    return GroupNormalization.groupNorm(x, x.size(1), weight, bias, eps);
  }

  /**
   * {@code x / sqrt(mean(x^2) + eps) * weight} over the last dimensions (Zhang and Sennrich, 2019).
   *
   * @param weight of {@code normalizedShape}, or null
   * @param eps null for the smallest step at 1 of the element type
   */
  public static Tensor rmsNorm(Tensor x, int[] normalizedShape, Tensor weight, Double eps) {
    Activations.checkFloating("rms_norm", x);
    int n = normalizedShape.length;
    int[] sizes = x.shape().toArray();
    boolean fits = n > 0 && n <= sizes.length;
    if (!fits
        || !Arrays.equals(
            normalizedShape, Arrays.copyOfRange(sizes, sizes.length - n, sizes.length))) {
      throw new IllegalArgumentException(
          "rms_norm: Given normalized_shape="
              + Arrays.toString(normalizedShape)
              + ", expected input with shape [*, ...] ending in it, but got input of size "
              + x.shape());
    }
    int[] dims = new int[n];
    for (int i = 0; i < n; i++) {
      dims[i] = sizes.length - n + i;
    }
    double step = x.dtype() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    Tensor inverse = x.square().mean(true, dims).add(eps == null ? step : eps).rsqrt();
    Tensor out = x.mul(inverse);
    return weight == null ? out : out.mul(weight);
  }

  /**
   * Zeroes each element with probability p while training, and scales the rest by 1 / (1 - p). The
   * random numbers are those of the current {@link io.kindling.random.Generator}.
   */
  public static Tensor dropout(Tensor x, double p, boolean training) {
    checkProbability("dropout", p);
    return !training || p == 0 ? x : Masks.dropout(x, p, x.shape().toArray());
  }

  /** {@link #dropout} of whole channels of (N, C, L) or (C, L). */
  public static Tensor dropout1d(Tensor x, double p, boolean training) {
    return channelDropout("dropout1d", 1, x, p, training);
  }

  /** {@link #dropout} of whole channels of (N, C, H, W) or (C, H, W). */
  public static Tensor dropout2d(Tensor x, double p, boolean training) {
    return channelDropout("dropout2d", 2, x, p, training);
  }

  private static Tensor channelDropout(
      String operation, int rank, Tensor x, double p, boolean training) {
    checkProbability(operation, p);
    if (x.dim() != rank + 1 && x.dim() != rank + 2) {
      throw new IllegalArgumentException(
          operation
              + ": expected "
              + (rank == 1 ? "input (N, C, L) or (C, L)" : "input (N, C, H, W) or (C, H, W)")
              + ", got "
              + x.shape());
    }
    if (!training || p == 0) {
      return x;
    }
    int[] sizes = x.shape().toArray();
    Arrays.fill(sizes, sizes.length - rank, sizes.length, 1);
    return Masks.dropout(x, p, sizes);
  }

  /** Dropout that keeps mean and variance of self-normalizing networks (Klambauer et al., 2017). */
  public static Tensor alphaDropout(Tensor x, double p, boolean training) {
    checkProbability("alpha_dropout", p);
    return !training || p == 0 ? x : Masks.alphaDropout(x, p);
  }

  /**
   * Zeroes x with probability p while training, and scales it by 1 / (1 - p) otherwise; {@code
   * torchvision.ops.stochastic_depth}. The random numbers are those of the current {@link
   * io.kindling.random.Generator}, one for each sample or one in all.
   *
   * @param mode {@code row}: each sample, along the first dimension, by itself; {@code batch}: all
   *     or none
   * @throws IllegalArgumentException when there is no such mode, or p is not in 0..1
   */
  public static Tensor stochasticDepth(Tensor x, double p, String mode, boolean training) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "stochastic_depth: drop probability has to be between 0 and 1, but got " + p);
    }
    if (!mode.equals("row") && !mode.equals("batch")) {
      throw new IllegalArgumentException(
          "stochastic_depth: mode has to be either 'batch' or 'row', but got '" + mode + "'");
    }
    return !training || p == 0 ? x : Masks.stochasticDepth(x, p, mode.equals("row"));
  }

  static void checkProbability(String operation, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          operation + ": dropout probability has to be between 0 and 1, but got " + p);
    }
  }

  /** x divided by its p-norm along a dimension, or by eps where that is larger. */
  public static Tensor normalize(Tensor x, double p, int dim, double eps) {
    Activations.checkFloating("normalize", x);
    Tensor norm = Norms.norm(x, p, dim, true);
    return x.div(norm.clamp(eps, Double.POSITIVE_INFINITY));
  }
}
