package io.kindling.ops;

import io.kindling.kernel.LanesShape;
import io.kindling.tensor.PendingLanes;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;

/**
 * A matrix with one element a row that is not zero, its place being the row's target: the gradient
 * of a sum of negative log likelihoods. It need not be written out for the gradient of a
 * logarithmic softmax, which is what mostly comes next.
 *
 * @param target the classes, without gaps
 * @param weight of each class, or null for ones
 * @param ignoreIndex the target whose rows are zero
 * @param share what a class of weight one is multiplied by
 */
record SparseTargetGradient(
    LanesShape shape, Tensor target, double[] weight, long ignoreIndex, double share)
    implements PendingLanes {
  /** What {@code x} waits to be computed as; null if it is something else. */
  static SparseTargetGradient of(Tensor x) {
    boolean whole = LanesTensors.held(x) != null;
    return whole && x.storage().pending() instanceof SparseTargetGradient rows ? rows : null;
  }

  /** The tensor (N, C). */
  Tensor tensor() {
    return Tensor.wrap(Storage.ofPending(this, shape), Shape.of(shape.batch(), shape.channels()));
  }

  private long label(int row) {
    return target.storage().getLong(target.offset() + row);
  }

  /** The row's element that may not be zero. */
  float value(int row) {
    long label = label(row);
    if (label == ignoreIndex) {
      return 0;
    }
    return (float) (weight == null ? share : weight[(int) label] * share);
  }

  /** Adds the row to one that begins at {@code at}. */
  void addTo(int row, float[] values, int at) {
    long label = label(row);
    if (label != ignoreIndex) {
      values[at + (int) label] += value(row);
    }
  }

  @Override
  public float[] compute() {
    float[] rows = new float[shape.batch() * shape.channels()];
    for (int row = 0; row < shape.batch(); row++) {
      addTo(row, rows, row * shape.channels());
    }
    float[] lanes = Workspace.floats(shape.size());
    shape.pack(rows, 0, lanes);
    return lanes;
  }

  @Override
  public boolean reads(float[] values) {
    return false;
  }
}
