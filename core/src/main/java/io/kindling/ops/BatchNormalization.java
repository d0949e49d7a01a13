package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.autograd.Saved;
import io.kindling.tensor.DType;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
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
      Tensor mean, Tensor variance, boolean training, double momentum, double eps) {

    /** Whether the batch's statistics normalize. */
    boolean usesBatch() {
      return training || mean == null;
    }

    /** The running statistics. */
    void read(int channels, double[] means, double[] variances) {
      int m = step(mean);
      int v = step(variance);
      for (int c = 0; c < channels; c++) {
        means[c] = mean.storage().getDouble(mean.offset() + c * m);
        variances[c] = variance.storage().getDouble(variance.offset() + c * v);
      }
    }

    private static int step(Tensor vector) {
      return vector.isContiguous() ? 1 : vector.strides()[0];
    }

    /**
     * Moves the running statistics, where there are any, towards those of a batch while training;
     * an empty batch has none.
     */
    void follow(int channels, double[] means, double[] variances, double count) {
      if (!training || mean == null || count == 0) {
        return;
      }
      Storage running = mean.storage();
      Storage runningVariances = variance.storage();
      double keep = 1 - momentum;
      int meanStep = step(mean);
      int varianceStep = step(variance);
      for (int c = 0; c < channels; c++) {
        int m = mean.offset() + c * meanStep;
        int v = variance.offset() + c * varianceStep;
        running.setDouble(m, keep * running.getDouble(m) + momentum * means[c]);
        double unbiased = variances[c] * count / (count - 1);
        runningVariances.setDouble(v, keep * runningVariances.getDouble(v) + momentum * unbiased);
      }
      running.bumpVersion();
      runningVariances.bumpVersion();
    }
  }

  /**
   * @param x (N, C, ...) with any trailing dimensions
   * @param weight (C), or null for ones
   * @param bias (C), or null for zeros
   */
  public static Tensor batchNorm(Tensor x, Tensor weight, Tensor bias, Statistics statistics) {
    return batchNorm(x, weight, bias, statistics, null);
  }

  /**
   * The same, of a batch of which this is one worker's part.
   *
   * @param group the workers, where the batch's statistics normalize; null when x is all
   */
  public static Tensor batchNorm(
      Tensor x, Tensor weight, Tensor bias, Statistics statistics, BatchGroup group) {
    Activations.checkFloating("batch_norm", x);
    checkEps(statistics);
    check(x, weight, bias, statistics, group == null);
    if (LanesTensors.isImages(x) && isFloat32(weight) && isFloat32(bias)) {
      return LanesNormalization.batchNorm(x, weight, bias, statistics, group);
    }
    int channels = x.size(1);
    boolean batch = statistics.usesBatch();
    double[] mean = new double[channels];
    double[] variance = new double[channels];
    Tensor dense = LanesTensors.rows(x);
    double own = x.numel() / Math.max(1, channels);
    double count;
    if (batch) {
      moments(dense, mean, variance);
      count = group == null ? own : BatchGroups.moments(group, channels, own, mean, variance);
      statistics.follow(channels, mean, variance, count);
    } else {
      count = own;
      statistics.read(channels, mean, variance);
    }
    double[] inverse = variance;
    for (int c = 0; c < channels; c++) {
      inverse[c] = 1 / Math.sqrt(variance[c] + statistics.eps());
    }
    double eps = statistics.eps();
    Whole whole = group == null ? null : new Whole(count, group);
    return Recorder.op("NativeBatchNormBackward0")
        .save(x, weight, vector(x.dtype(), mean), vector(x.dtype(), inverse))
        .inputs(
            (gs, s) ->
                gradients(gs[0], s.get(0), s.get(1), s.get(2), s.get(3), s, batch, eps, whole),
            x,
            weight,
            bias)
        .record(apply(dense, mean, inverse, weight, bias));
  }

  private static boolean isFloat32(Tensor parameter) {
    return parameter == null || parameter.dtype() == DType.FLOAT32;
  }

  /**
   * The batch of which a worker had a part.
   *
   * @param count values a channel in it
   * @param group the workers
   */
  record Whole(double count, BatchGroup group) {}

  /** Written in tensor operations; the batch's statistics are functions of x when recorded. */
  static Tensor[] gradients(
      Tensor g,
      Tensor x,
      Tensor weight,
      Tensor means,
      Tensor inverses,
      Saved s,
      boolean batch,
      double eps,
      Whole whole) {
    int[] others = otherDims(x);
    int[] shape = channelShape(x);
    double count = whole == null ? (double) x.numel() / x.size(1) : whole.count();
    Tensor mean = means.reshape(shape);
    Tensor inverse = inverses.reshape(shape);
    if (batch && GradMode.isEnabled()) {
      BatchGroups.refuseHigherDerivatives(whole);
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
        Tensor sums = gradBias;
        Tensor products = gradWeight;
        if (whole != null) {
          double[] first = sums.toDoubleArray();
          double[] second = products.toDoubleArray();
          BatchGroups.gradientSums(whole.group(), first.length, first, second);
          sums = vector(x.dtype(), first);
          products = vector(x.dtype(), second);
        }
        Tensor meanOfGradient = sums.reshape(shape).div(count);
        Tensor slope = normalized.mul(products.reshape(shape).div(count));
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
    return Copy.cast(Tensors.tensor(values), dtype);
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

  private static void checkEps(Statistics statistics) {
    double eps = statistics.eps();
    if (!(statistics.training() ? eps > 0 : eps >= 0)) {
      throw new IllegalArgumentException(
          "batch_norm: eps must be "
              + (statistics.training() ? "positive during training" : "non-negative")
              + ", but got "
              + eps);
    }
  }

  private static void check(
      Tensor x, Tensor weight, Tensor bias, Statistics statistics, boolean alone) {
    if (x.dim() < 2) {
      throw new IllegalArgumentException(
          "batch_norm: expected input (N, C, ...), got shape " + x.shape());
    }
    for (Tensor parameter : new Tensor[] {weight, bias}) {
      if (parameter != null && (parameter.dim() != 1 || parameter.numel() != x.size(1))) {
        throw new IllegalArgumentException(
            "batch_norm: weight and bias must be vectors of "
                + x.size(1)
                + " elements, as the input "
                + x.shape()
                + " has channels, got "
                + parameter.shape());
      }
    }
    checkVector("running_mean", statistics.mean(), x);
    checkVector("running_var", statistics.variance(), x);
    if (alone && statistics.training() && x.size(1) > 0 && x.numel() == x.size(1)) {
      throw new IllegalArgumentException(
          "batch_norm: Expected more than 1 value per channel when training, got input size "
              + x.shape());
    }
  }

  private static void checkVector(String name, Tensor running, Tensor x) {
    if (running != null && (running.dim() != 1 || running.size(0) != x.size(1))) {
      throw new IllegalArgumentException(
          "batch_norm: "
              + name
              + " should contain "
              + x.size(1)
              + " elements, as the input "
              + x.shape()
              + " has channels, got "
              + running.shape());
    }
  }
}
