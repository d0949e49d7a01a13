package io.kindling.ops;

import io.kindling.kernel.ConvGeometry;
import io.kindling.kernel.Kernels;
import io.kindling.kernel.LanesShape;
import io.kindling.kernel.RowEpilogue;
import io.kindling.tensor.PendingLanes;
import io.kindling.tensor.Workspace;

/**
 * A convolution that waits to be computed, so that what follows it handles each row while it is in
 * the cache: ReLU, or batch norm by its running statistics, a shortcut and ReLU.
 */
record DeferredConvolution(
    ConvGeometry geometry,
    LanesShape output,
    float[] x,
    float[] weights,
    int wFrom,
    float[] bias,
    int biasFrom)
    implements PendingLanes {
  @Override
  public float[] compute() {
    return compute(null);
  }

  @Override
  public boolean reads(float[] values) {
    return values == x || values == weights || values == bias;
  }

  /** Computes the elements, and does something to every row. */
  float[] compute(RowEpilogue after) {
    float[] y = Workspace.floats(output.size());
    Kernels.active().conv().forward(geometry, x, weights, wFrom, bias, biasFrom, y, after);
    return y;
  }
}
