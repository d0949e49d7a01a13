package io.kindling.ops;

import io.kindling.autograd.Recorder;
import io.kindling.kernel.Lanes;
import io.kindling.kernel.LanesShape;
import io.kindling.kernel.Parallel;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;

/** A batch whose samples are each multiplied by a number of its own. */
final class SampleScaling {
  private static final int BLOCK = Lanes.BLOCK;

  private SampleScaling() {}

  /**
   * Images in the lanes layout stay in it, on their way back too.
   *
   * @param factors (N, 1, ...) or (1, 1, ...), of x's type
   */
  static Tensor scale(Tensor x, Tensor factors) {
    LanesShape shape = x.dtype() == DType.FLOAT32 ? LanesTensors.held(x) : null;
    if (shape == null) {
      return x.mul(factors);
    }
    float[] of = factors.toFloatArray();
    float[] out = Workspace.floats(shape.size());
    float[] in = LanesTensors.floats(x, shape);
    Parallel.forRange(shape.blocks(), block -> scale(shape, block, in, of, out));
    return Recorder.op("MulBackward0")
        .input(x, (g, s) -> scale(g, factors))
        .record(LanesTensors.wrap(out, shape, x.shape()));
  }

  private static void scale(LanesShape shape, int block, float[] in, float[] of, float[] out) {
    float[] lanes = new float[BLOCK]; // those of no sample stay 0
    for (int lane = 0; lane < Lanes.used(shape.batch(), block); lane++) {
      lanes[lane] = of[of.length == 1 ? 0 : block * BLOCK + lane];
    }
    int end = shape.start(block + 1);
    for (int i = shape.start(block); i < end; i += BLOCK) {
      for (int lane = 0; lane < BLOCK; lane++) {
        out[i + lane] = in[i + lane] * lanes[lane];
      }
    }
  }
}
