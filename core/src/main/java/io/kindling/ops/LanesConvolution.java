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
  private LanesConvolution() {}

  static Tensor forward(ConvGeometry g, Tensor x, Tensor weight, Tensor bias) {
    Tensor w = LanesTensors.rows(weight);
    Tensor b = bias == null ? null : LanesTensors.rows(bias);
    LanesShape out = output(g);
    float[] from = LanesTensors.floats(x, input(g));
    float[] to = Workspace.floats(out.size());
    Kernels.active()
        .conv()
        .forward(
            g,
            from,
            w.storage().floats(),
            w.offset(),
            b == null ? null : b.storage().floats(),
            b == null ? 0 : b.offset(),
            to);
    return LanesTensors.wrap(to, out);
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
