package io.kindling.ops;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Kernels;
import io.kindling.kernel.LanesShape;
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
  static Tensor forward(ConvPlan plan, Tensor x, Tensor weight, Tensor bias) {
    ConvGeometry g = plan.geometry();
    Tensor w = LanesTensors.rows(weight);
    Tensor b = bias == null ? null : LanesTensors.rows(bias);
    LanesShape out = plan.output();
    float[] from = LanesTensors.floats(x, plan.input());
    boolean waits = g.weightCount() <= out.size() / SMALL;
    float[] weights = w.storage().floats();
    float[] biases = b == null ? null : b.storage().floats();
    DeferredConvolution result =
        waits
            ? new DeferredConvolution(
                g,
                out,
                from,
                copy(weights, w.offset(), g.weightCount()),
                0,
                biases == null ? null : copy(biases, b.offset(), g.outChannels()),
                0)
            : new DeferredConvolution(
                g, out, from, weights, w.offset(), biases, b == null ? 0 : b.offset());
    return waits
        ? Pending.tensor(result, out, plan.outShape())
        : LanesTensors.wrap(result.compute(), out, plan.outShape());
  }

  private static float[] copy(float[] values, int from, int length) {
    float[] copy = Workspace.hidden(length);
    System.arraycopy(values, from, copy, 0, length);
    return copy;
  }

  static Tensor inputGradient(ConvPlan plan, Tensor grad, Tensor weight) {
    Tensor w = LanesTensors.rows(weight);
    float[] dy = LanesTensors.floats(grad, plan.output());
    float[] dx = Workspace.floats(plan.input().size());
    float[] weights = w.storage().floats();
    Kernels.active().conv().backwardData(plan.geometry(), dy, weights, w.offset(), dx);
    return LanesTensors.wrap(dx, plan.input(), plan.inShape());
  }

  static Tensor weightGradient(ConvPlan plan, Tensor x, Tensor grad) {
    float[] from = LanesTensors.floats(x, plan.input());
    float[] dy = LanesTensors.floats(grad, plan.output());
    float[] dw = Workspace.floats(plan.geometry().weightCount());
    Kernels.active().conv().backwardWeights(plan.geometry(), from, dy, dw, 0);
    return Tensor.wrap(Storage.of(dw), plan.weightShape());
  }
}
