package io.kindling.ops;

import io.kindling.kernel.LanesShape;
import io.kindling.kernel.NormLoops;
import io.kindling.kernel.Scratch;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;

/** Batch normalization of float32 images in the lanes layout, without history. */
final class LanesNormalization {
  private LanesNormalization() {}

  static void moments(Tensor x, double[] mean, double[] variance) {
    LanesShape shape = LanesTensors.shapeOf(x);
    NormLoops.moments(shape, LanesTensors.floats(x, shape), mean, variance);
  }

  static Tensor apply(Tensor x, double[] mean, double[] inverse, Tensor weight, Tensor bias) {
    float[] scale = new float[mean.length];
    float[] shift = new float[mean.length];
    for (int c = 0; c < mean.length; c++) {
      double s = inverse[c] * (weight == null ? 1 : weight.get(c));
      scale[c] = (float) s;
      shift[c] = (float) ((bias == null ? 0 : bias.get(c)) - mean[c] * s);
    }
    return Pending.affine(x, scale, shift);
  }

  /**
   * The gradients of input, weight and bias.
   *
   * @param batch whether mean and variance were those of x
   */
  static Tensor[] gradients(
      Tensor grad, Tensor x, Tensor weight, Tensor mean, Tensor inverse, boolean batch) {
    LanesShape shape = LanesTensors.shapeOf(x);
    int channels = shape.channels();
    boolean masked =
        LanesTensors.held(grad) != null && grad.storage().pending() instanceof Pending.Masked;
    Pending.Masked mask = masked ? (Pending.Masked) grad.storage().pending() : null;
    float[] dy = masked ? mask.grad() : LanesTensors.floats(grad, shape);
    float[] y = masked ? mask.y() : null;
    float[] from = LanesTensors.floats(x, shape);
    double[] sums = new double[channels];
    double[] products = new double[channels];
    NormLoops.gradientSums(shape, dy, y, from, mean.storage().floats(), sums, products);
    double count = (double) shape.batch() * shape.plane();
    float[] constants = Scratch.floats(Scratch.CHANNELS, 3 * channels);
    for (int c = 0; c < channels; c++) {
      double inv = inverse.get(c);
      double scale = inv * (weight == null ? 1 : weight.get(c));
      constants[c] = (float) scale;
      constants[channels + c] = 0f;
      constants[2 * channels + c] = 0f;
      products[c] *= inv;
      if (batch) {
        double slope = scale * inv * products[c] / count;
        constants[channels + c] = (float) -slope;
        constants[2 * channels + c] = (float) (slope * mean.get(c) - scale * sums[c] / count);
      }
    }
    float[] dx = Workspace.floats(shape.size());
    NormLoops.gradient(shape, dy, y, from, constants, dx);
    return new Tensor[] {
      LanesTensors.wrap(dx, shape), LanesReduction.vector(products), LanesReduction.vector(sums)
    };
  }
}
