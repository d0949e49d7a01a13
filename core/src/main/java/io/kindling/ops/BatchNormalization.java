package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.autograd.Saved;
import io.kindling.tensor.DType;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/**
 * Batch normalization over channels: {@code y = (x - mean) / sqrt(var + eps) * weight + bias}, with
 * mean and (biased) variance of the batch while training, running ones otherwise.
 *
 * <p>Source: Ioffe and Szegedy, "Batch Normalization", 2015; {@code torch.batch_norm}.
 */
public final class BatchNormalization {
  private BatchNormalization() {}

  /**
   * Running statistics and how they are used.
   *
   * @param mean running mean (C), or null; changed in place while training
   * @param variance running unbiased variance (C), or null; changed in place while training
   * @param training whether the batch's statistics normalize (always, without running ones)
   * @param momentum weight of the batch in the running statistics
   * @param eps added to the variance
   */
  public record Statistics(
      Tensor mean, Tensor variance, boolean training, double momentum, double eps) {}

  /**
   * @param x (N, C, ...) with any trailing dimensions
   * @param weight (C), or null for ones
   * @param bias (C), or null for zeros
   */
  public static Tensor batchNorm(Tensor x, Tensor weight, Tensor bias, Statistics statistics) {
    check(x, weight, bias);
    int channels = x.size(1);
    boolean batch = statistics.training() || statistics.mean() == null;
    double[] mean = new double[channels];
    double[] variance = new double[channels];
    boolean fast = LanesTensors.isImages(x);
    Tensor dense = fast ? LanesTensors.convert(x, LanesTensors.shapeOf(x)) : LanesTensors.rows(x);
    if (batch) {
      if (fast) {
        LanesNormalization.moments(dense, mean, variance);
      } else {
        moments(dense, mean, variance);
      }
      if (statistics.training() && statistics.mean() != null) {
        follow(statistics, mean, variance, x.numel() / Math.max(1, channels));
      }
    } else {
      for (int c = 0; c < channels; c++) {
        mean[c] = statistics.mean().get(c);
        variance[c] = statistics.variance().get(c);
      }
    }
    double[] inverse = variance;
    for (int c = 0; c < channels; c++) {
      inverse[c] = 1 / Math.sqrt(variance[c] + statistics.eps());
    }
    Tensor out =
        fast
            ? LanesNormalization.apply(dense, mean, inverse, weight, bias)
            : apply(dense, mean, inverse, weight, bias);
    Tensor savedMean = vector(x.dtype(), mean);
    Tensor savedInverse = vector(x.dtype(), inverse);
    double eps = statistics.eps();
    return Recorder.op("NativeBatchNormBackward0")
        .save(x, weight, savedMean, savedInverse)
        .inputs((gs, s) -> gradients(gs[0], s, batch, eps), x, weight, bias)
        .record(out);
  }

  /** Written in tensor operations; the batch's statistics are functions of x when recorded. */
  private static Tensor[] gradients(Tensor g, Saved s, boolean batch, double eps) {
    Tensor x = s.get(0);
    Tensor weight = s.get(1);
    if (!GradMode.isEnabled() && LanesTensors.isImages(x)) {
      Tensor[] all = LanesNormalization.gradients(g, x, weight, s.get(2), s.get(3), batch);
      return new Tensor[] {
        s.needs(0) ? all[0] : null, s.needs(1) ? all[1] : null, s.needs(2) ? all[2] : null
      };
    }
    int[] others = otherDims(x);
    int[] shape = channelShape(x);
    double count = (double) x.numel() / x.size(1);
    Tensor mean = s.get(2).reshape(shape);
    Tensor inverse = s.get(3).reshape(shape);
    if (batch && GradMode.isEnabled()) {
      mean = x.mean(true, others);
      inverse = x.sub(mean).square().mean(true, others).add(eps).rsqrt();
    }
    Tensor normalized = x.sub(mean).mul(inverse);
    Tensor gradWeight = g.mul(normalized).sum(false, others);
    Tensor gradBias = g.sum(false, others);
    Tensor gradInput = null;
    if (s.needs(0)) {
      Tensor scale = weight == null ? inverse : inverse.mul(weight.reshape(shape));
      Tensor inner = g;
      if (batch) {
        Tensor meanOfGradient = gradBias.reshape(shape).div(count);
        Tensor slope = normalized.mul(gradWeight.reshape(shape).div(count));
        inner = g.sub(meanOfGradient).sub(slope);
      }
      gradInput = inner.mul(scale);
    }
    return new Tensor[] {gradInput, s.needs(1) ? gradWeight : null, s.needs(2) ? gradBias : null};
  }

  private static int[] otherDims(Tensor x) {
    int[] dims = new int[x.dim() - 1];
    for (int i = 1; i < dims.length; i++) {
      dims[i] = i + 1;
    }
    return dims;
  }

  private static int[] channelShape(Tensor x) {
    int[] shape = new int[x.dim()];
    Arrays.fill(shape, 1);
    shape[1] = x.size(1);
    return shape;
  }

  private static Tensor vector(DType dtype, double[] values) {
    return dtype == DType.FLOAT32
        ? LanesReduction.vector(values)
        : Copy.cast(io.kindling.tensor.Tensors.tensor(values), dtype);
  }

  private static void moments(Tensor x, double[] mean, double[] variance) {
    int channels = x.size(1);
    int plane = x.numel() / Math.max(1, x.size(0) * channels);
    int n = x.size(0) * plane;
    Storage storage = x.storage();
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int b = 0; b < x.size(0); b++) {
        int at = x.offset() + (b * channels + c) * plane;
        for (int i = 0; i < plane; i++) {
          sum += storage.getDouble(at + i);
        }
      }
      mean[c] = sum / n;
      double squares = 0;
      for (int b = 0; b < x.size(0); b++) {
        int at = x.offset() + (b * channels + c) * plane;
        for (int i = 0; i < plane; i++) {
          double distance = storage.getDouble(at + i) - mean[c];
          squares += distance * distance;
        }
      }
      variance[c] = squares / n;
    }
  }

  private static void follow(Statistics s, double[] mean, double[] variance, int n) {
    Storage means = s.mean().storage();
    Storage variances = s.variance().storage();
    double keep = 1 - s.momentum();
    for (int c = 0; c < mean.length; c++) {
      int m = s.mean().offset() + c;
      int v = s.variance().offset() + c;
      means.setDouble(m, keep * means.getDouble(m) + s.momentum() * mean[c]);
      double unbiased = variance[c] * n / (n - 1);
      variances.setDouble(v, keep * variances.getDouble(v) + s.momentum() * unbiased);
    }
    means.bumpVersion();
    variances.bumpVersion();
  }

  private static Tensor apply(
      Tensor x, double[] mean, double[] inverse, Tensor weight, Tensor bias) {
    Tensor out = Tensor.allocate(x.dtype(), x.shape());
    int channels = x.size(1);
    int plane = x.numel() / Math.max(1, x.size(0) * channels);
    Storage from = x.storage();
    Storage to = out.storage();
    for (int p = 0; p < x.size(0) * channels; p++) {
      int c = p % channels;
      double scale = inverse[c] * (weight == null ? 1 : weight.get(c));
      double shift = bias == null ? 0 : bias.get(c);
      for (int i = 0; i < plane; i++) {
        double centered = from.getDouble(x.offset() + p * plane + i) - mean[c];
        to.setDouble(p * plane + i, centered * scale + shift);
      }
    }
    return out;
  }

  private static void check(Tensor x, Tensor weight, Tensor bias) {
    if (x.dim() < 2) {
      throw new IllegalArgumentException(
          "batch_norm: expected input (N, C, ...), got shape " + x.shape());
    }
    for (Tensor parameter : new Tensor[] {weight, bias}) {
      if (parameter != null && parameter.numel() != x.size(1)) {
        throw new IllegalArgumentException(
            "batch_norm: weight and bias must have "
                + x.size(1)
                + " elements, as the input "
                + x.shape()
                + " has channels, got "
                + parameter.shape());
      }
    }
  }
}
