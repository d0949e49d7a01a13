package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.kernel.LanesShape;
import io.kindling.kernel.NormLoops;
import io.kindling.kernel.Scratch;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;

/** Sums and means of activations that are in the lanes layout. */
final class LanesReduction {
  private LanesReduction() {}

  /** Sums over all dimensions but the second, without history: (C). */
  static Tensor channelSums(Tensor x, LanesShape shape) {
    float[] values = LanesTensors.floats(x, shape);
    try (Scratch.Doubles sums = Scratch.FIRST.lease(LanesReduction.class, shape.channels())) {
      NormLoops.sums(shape, values, sums.array());
      return vector(sums.array(), Shape.of(shape.channels()));
    }
  }

  /** Global average pooling: (N, C), or (N, C, 1, 1) if {@code keepDim}. */
  static Tensor meanOfPixels(Tensor x, boolean keepDim) {
    LanesShape shape = LanesTensors.shapeOf(x);
    LanesShape out = new LanesShape(shape.batch(), shape.channels(), 1, 1);
    float[] y = Workspace.floats(out.size());
    NormLoops.meanOfPixels(shape, x.storage().lanes(), y);
    Shape outShape =
        keepDim
            ? Shape.of(out.batch(), out.channels(), 1, 1)
            : Shape.of(out.batch(), out.channels());
    int[] sizes = x.shape().toArray();
    return Recorder.op("MeanBackward1")
        .input(x, (g, s) -> spread(g, shape, out, sizes))
        .record(LanesTensors.wrap(y, out, outShape));
  }

  private static Tensor spread(Tensor g, LanesShape shape, LanesShape out, int[] sizes) {
    if (GradMode.isEnabled()) {
      return g.reshape(sizes[0], sizes[1], 1, 1).expand(sizes).div(shape.plane());
    }
    float[] dx = Workspace.floats(shape.size());
    NormLoops.meanOfPixelsBackward(shape, LanesTensors.floats(g, out), dx);
    return LanesTensors.wrap(dx, shape);
  }

  /** The first numbers of {@code values}, rounded. */
  static Tensor vector(double[] values, Shape shape) {
    float[] floats = Workspace.floats(shape.numel());
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensor.wrap(Storage.of(floats), shape);
  }
}
