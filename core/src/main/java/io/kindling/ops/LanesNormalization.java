package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.autograd.Saved;
import io.kindling.kernel.LanesShape;
import io.kindling.kernel.NormLoops;
import io.kindling.kernel.Scratch;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;
import java.util.Arrays;

/** Batch normalization of float32 images in the lanes layout. */
final class LanesNormalization {
  private LanesNormalization() {}

  static Tensor batchNorm(
      Tensor x,
      Tensor weight,
      Tensor bias,
      BatchNormalization.Statistics statistics,
      BatchGroup group) {
    LanesShape shape = LanesTensors.shapeOf(x);
    int channels = shape.channels();
    boolean batch = statistics.usesBatch();
    Tensor images = LanesTensors.convert(x, shape);
    float[] values = batch ? LanesTensors.floats(images, shape) : null;
    double count = (double) shape.batch() * shape.plane();
    float[] constants;
    try (Scratch.Doubles first = Scratch.FIRST.lease(LanesNormalization.class, channels);
        Scratch.Doubles second = Scratch.SECOND.lease(LanesNormalization.class, channels)) {
      double[] mean = first.array();
      double[] variance = second.array();
      if (batch) {
        NormLoops.moments(shape, values, mean, variance);
        count = group == null ? count : BatchGroups.moments(group, channels, count, mean, variance);
        statistics.follow(channels, mean, variance, count);
      } else {
        statistics.read(channels, mean, variance);
      }
      constants = constants(channels, mean, variance, statistics.eps(), weight, bias);
    }
    return Recorder.op("NativeBatchNormBackward0")
        .save(images, weight)
        .inputs(
            new Backward(
                constants,
                batch,
                statistics.eps(),
                group == null ? null : new BatchNormalization.Whole(count, group)),
            x,
            weight,
            bias)
        .record(Pending.affine(images, constants, 2 * channels));
  }

  /** Mean, 1 / standard deviation, scale and shift, each one number a channel. */
  private static float[] constants(
      int channels, double[] mean, double[] variance, double eps, Tensor weight, Tensor bias) {
    float[] constants = Workspace.hidden(4 * channels);
    Tensor w = weight == null ? null : LanesTensors.rows(weight);
    Tensor b = bias == null ? null : LanesTensors.rows(bias);
    for (int c = 0; c < channels; c++) {
      double inverse = 1 / Math.sqrt(variance[c] + eps);
      double scale = inverse * (w == null ? 1 : w.storage().floats()[w.offset() + c]);
      double start = b == null ? 0 : b.storage().floats()[b.offset() + c];
      constants[c] = (float) mean[c];
      constants[channels + c] = (float) inverse;
      constants[2 * channels + c] = (float) scale;
      constants[3 * channels + c] = (float) (start - mean[c] * scale);
    }
    return constants;
  }

  /**
   * The gradients of input, weight and bias.
   *
   * @param constants mean and 1 / standard deviation
   * @param batch whether these were those of x, or of the whole
   * @param whole of which x is a part; null when it is all
   */
  private record Backward(
      float[] constants, boolean batch, double eps, BatchNormalization.Whole whole)
      implements Recorder.JointRule {
    @Override
    public Tensor[] apply(Tensor[] gradOutputs, Saved s) {
      Tensor x = s.get(0);
      Tensor weight = s.get(1);
      if (GradMode.isEnabled()) {
        Tensor mean = vector(0, x.size(1));
        Tensor inverse = vector(x.size(1), x.size(1));
        return BatchNormalization.gradients(
            gradOutputs[0], x, weight, mean, inverse, s, batch, eps, whole);
      }
      return gradients(gradOutputs[0], x, weight, s);
    }

    private Tensor vector(int from, int channels) {
      float[] copy = Arrays.copyOfRange(constants, from, from + channels);
      return Tensor.wrap(Storage.of(copy), Shape.of(channels));
    }

    private Tensor[] gradients(Tensor grad, Tensor x, Tensor weight, Saved s) {
      LanesShape shape = LanesTensors.shapeOf(x);
      int channels = shape.channels();
      boolean masked =
          LanesTensors.held(grad) != null && grad.storage().pending() instanceof Pending.Masked;
      Pending.Masked mask = masked ? (Pending.Masked) grad.storage().pending() : null;
      float[] dy = masked ? mask.grad() : LanesTensors.floats(grad, shape);
      float[] y = masked ? mask.y() : null;
      float[] from = LanesTensors.floats(x, shape);
      try (Scratch.Doubles first = Scratch.FIRST.lease(LanesNormalization.class, channels);
          Scratch.Doubles second = Scratch.SECOND.lease(LanesNormalization.class, channels);
          Scratch.Floats third = Scratch.CHANNELS.lease(LanesNormalization.class, 3 * channels)) {
        double[] sums = first.array();
        double[] products = second.array();
        NormLoops.gradientSums(shape, dy, y, from, constants, sums, products);
        for (int c = 0; c < channels; c++) {
          products[c] *= constants[channels + c];
        }
        Tensor gradWeight = s.needs(1) ? LanesReduction.vector(products, weight.shape()) : null;
        Tensor gradBias = s.needs(2) ? biasGradient(sums, weight, channels) : null;
        float[] dx = null;
        if (s.needs(0)) {
          if (batch && whole != null) {
            BatchGroups.gradientSums(whole.group(), channels, sums, products);
          }
          float[] slopes = third.array();
          slopes(shape, weight, sums, products, slopes);
          dx = Workspace.floats(shape.size());
          NormLoops.gradient(shape, dy, y, from, slopes, dx);
        }
        Tensor gradInput = dx == null ? null : LanesTensors.wrap(dx, shape, x.shape());
        return new Tensor[] {gradInput, gradWeight, gradBias};
      }
    }

    private static Tensor biasGradient(double[] sums, Tensor weight, int channels) {
      return LanesReduction.vector(sums, weight == null ? Shape.of(channels) : weight.shape());
    }

    /**
     * What dy, x and 1 are multiplied by to give dx.
     *
     * @param sums of dy over the batch
     * @param products of dy and the normalized x over the batch
     */
    private void slopes(
        LanesShape shape, Tensor weight, double[] sums, double[] products, float[] slopes) {
      int channels = shape.channels();
      double count = whole == null ? (double) shape.batch() * shape.plane() : whole.count();
      Tensor w = weight == null ? null : LanesTensors.rows(weight);
      for (int c = 0; c < channels; c++) {
        double inverse = constants[channels + c];
        double scale = inverse * (w == null ? 1 : w.storage().floats()[w.offset() + c]);
        double slope = batch ? scale * inverse * products[c] / count : 0;
        slopes[c] = (float) scale;
        slopes[channels + c] = (float) -slope;
        slopes[2 * channels + c] =
            batch ? (float) (slope * constants[c] - scale * sums[c] / count) : 0f;
      }
    }
  }
}
