package io.kindling.kernel.simd;

import static io.kindling.kernel.simd.tile.Tile.S;
import static io.kindling.kernel.simd.tile.Tile.WIDTH;

import io.kindling.kernel.ReluKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link ReluKernels} in vectors. */
final class SimdReluKernels implements ReluKernels {
  @Override
  public void backward(int length, float[] y, int p, float[] grad, int q, float[] out, int o) {
    int whole = length - length % WIDTH;
    for (int i = 0; i < whole; i += WIDTH) {
      VectorMask<Float> off = FloatVector.fromArray(S, y, p + i).compare(VectorOperators.LE, 0f);
      FloatVector.fromArray(S, grad, q + i).blend(0f, off).intoArray(out, o + i);
    }
    for (int i = whole; i < length; i++) {
      out[o + i] = y[p + i] <= 0f ? 0f : grad[q + i];
    }
  }
}
