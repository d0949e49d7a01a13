package io.kindling.ops;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.kernel.Kernels;
import io.kindling.kernel.LanesShape;
import io.kindling.kernel.PoolGeometry;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;

/** Max pooling of float32 images by the kernels. */
final class LanesPooling {
  private LanesPooling() {}

  static Tensor maxPool2d(Tensor x, MaxPooling.Config config) {
    PoolGeometry g = geometry(LanesTensors.shapeOf(x), config);
    LanesShape out = g.output();
    float[] y = Workspace.floats(out.size());
    float[] winner = Workspace.floats(out.size());
    Kernels.active().pool().maxForward(g, LanesTensors.floats(x, g.input()), y, winner);
    return Recorder.op("MaxPool2DWithIndicesBackward0")
        .save(LanesTensors.wrap(winner, out))
        .input(x, (grad, s) -> backward(grad, s.get(0), g))
        .record(LanesTensors.wrap(y, out));
  }

  private static Tensor backward(Tensor grad, Tensor winner, PoolGeometry g) {
    LanesShape in = g.input();
    if (GradMode.isEnabled()) {
      int[] sizes = {in.batch(), in.channels(), in.height(), in.width()};
      return MaxPooling.scatter(grad, places(winner, g), sizes);
    }
    float[] dx = Workspace.floats(in.size());
    float[] dy = LanesTensors.floats(grad, g.output());
    Kernels.active().pool().maxBackward(g, dy, LanesTensors.floats(winner, g.output()), dx);
    return LanesTensors.wrap(dx, in);
  }

  /** Where in their plane (row * W + column) the winners lie. */
  private static Tensor places(Tensor winner, PoolGeometry g) {
    Shape shape = winner.shape();
    Tensor places = Tensor.allocate(DType.INT64, shape);
    float[] taps = winner.toFloatArray();
    long[] to = places.storage().longs();
    for (int i = 0; i < taps.length; i++) {
      int column = i % g.outWidth();
      int row = i / g.outWidth() % g.outHeight();
      int tap = (int) taps[i];
      int r = g.row(row, tap / g.kernelWidth());
      to[i] = (long) r * g.input().width() + g.column(column, tap % g.kernelWidth());
    }
    return places;
  }

  private static PoolGeometry geometry(LanesShape in, MaxPooling.Config c) {
    return new PoolGeometry(
        in,
        c.outSize(0, in.height()),
        c.outSize(1, in.width()),
        c.kernel()[0],
        c.kernel()[1],
        c.stride()[0],
        c.stride()[1],
        c.padding()[0],
        c.padding()[1],
        c.dilation()[0],
        c.dilation()[1]);
  }
}
