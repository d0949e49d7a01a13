package io.kindling.ops;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Kernels;
import io.kindling.kernel.LanesShape;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;

/** The float32 convolution and its gradients by the kernels, without history. */
final class LanesConvolution {
  /**
   * A convolution may wait if its result has at least so many times as many elements as its
   * weights: these are copied, since they may change meanwhile.
   */
  private static final int SMALL = 8;

  private LanesConvolution() {}

  /** The result waits to be computed, for what follows it to join in, if that costs little. */
  static Tensor forward(ConvGeometry g, Tensor x, Tensor weight, Tensor bias) {
    Tensor w = LanesTensors.rows(weight);
    Tensor b = bias == null ? null : LanesTensors.rows(bias);
    LanesShape out = output(g);
    float[] from = LanesTensors.floats(x, input(g));
    boolean waits = g.weightCount() <= out.size() / SMALL;
    float[] weights = w.storage().floats();
    float[] biases = b == null ? null : b.storage().floats();
    Convolved result =
        waits
            ? new Convolved(
                g,
                from,
                copy(weights, w.offset(), g.weightCount()),
                0,
                biases == null ? null : copy(biases, b.offset(), g.outChannels()),
                0)
            : new Convolved(g, from, weights, w.offset(), biases, b == null ? 0 : b.offset());
    Shape shape = Shape.of(g.batch(), g.outChannels(), g.outHeight(), g.outWidth());
    return waits
        ? Pending.tensor(result, out, shape)
        : LanesTensors.wrap(result.compute(), out, shape);
  }

  private static float[] copy(float[] values, int from, int length) {
    float[] copy = Workspace.floats(length);
    System.arraycopy(values, from, copy, 0, length);
    return copy;
  }

  static Tensor inputGradient(ConvGeometry g, Tensor grad, Tensor weight) {
    Tensor w = LanesTensors.rows(weight);
    float[] dy = LanesTensors.floats(grad, output(g));
    float[] dx = Workspace.floats(input(g).size());
    Kernels.active().conv().backwardData(g, dy, w.storage().floats(), w.offset(), dx);
    return LanesTensors.wrap(dx, input(g));
  }

  static Tensor weightGradient(ConvGeometry g, Tensor x, Tensor grad, Shape weightShape) {
    float[] from = LanesTensors.floats(x, input(g));
    float[] dy = LanesTensors.floats(grad, output(g));
    float[] dw = Workspace.floats(g.weightCount());
    Kernels.active().conv().backwardWeights(g, from, dy, dw, 0);
    return Tensor.wrap(Storage.of(dw), weightShape);
  }

  static LanesShape input(ConvGeometry g) {
    return new LanesShape(g.batch(), g.inChannels(), g.inHeight(), g.inWidth());
  }

  static LanesShape output(ConvGeometry g) {
    return new LanesShape(g.batch(), g.outChannels(), g.outHeight(), g.outWidth());
  }
}
